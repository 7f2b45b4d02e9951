/** An account of a user at a provider. */
export interface Account {
  /** `<client name>:<the provider's user id>`: the key to store users under. */
  readonly ident: string;
  /** The name of the client that the user signed in with. */
  readonly client: string;
}

/** An account with all that the provider says about it, as of the sign-in. */
export interface AccountDetails<Info = UserInfo> extends Account {
  /** The user, in the claim names of OpenID Connect. */
  readonly info: Info;
  /** The groups of the user: undefined where the client does not ask for them, or the provider does not list them. */
  readonly groups?: readonly string[] | undefined;
  /** The scopes that were granted. */
  readonly scope: readonly string[];
}

/** A user as the provider describes them, in the claim names of OpenID Connect (OIDC Core, section 5.1), whatever the provider calls them. */
export interface UserInfo {
  /** The provider's stable id of the user. */
  sub: string;
  /** The whole name, as it is shown. */
  name?: string;
  /** The given name or names. */
  given_name?: string;
  /** The family name or names. */
  family_name?: string;
  /** The short name of the user; neither unique nor lasting. */
  preferred_username?: string;
  /** The address of a picture. */
  picture?: string;
  /** The e-mail address. It means nothing unless `email_verified` is true. */
  email?: string;
  /** True only where the provider says that it has checked the address. */
  email_verified?: boolean;
  /** The provider's own answer, as it came, without tokens and without claims that serve the login only, such as `sid`. */
  raw: Record<string, unknown>;
  /** Any other claim, as the provider sent it. */
  [claim: string]: unknown;
}
