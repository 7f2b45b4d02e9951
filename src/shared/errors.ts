/**
 * Every code that an error of this package can carry. A code is stable: messages may change, codes do not.
 */
export type OAuthErrorCode =
  | 'ERR_OAUTH_CONFIG'
  | 'ERR_OAUTH_PROFILE'
  | 'ERR_OAUTH_INSECURE_COOKIE'
  | 'ERR_OAUTH_HOOK'
  | 'ERR_OAUTH_NOT_A_NAVIGATION'
  | 'ERR_OAUTH_REQUEST_INVALID'
  | 'ERR_OAUTH_CLIENT_UNKNOWN'
  | 'ERR_OAUTH_RESPONSE_INVALID'
  | 'ERR_OAUTH_STATE_MISSING'
  | 'ERR_OAUTH_STATE_UNKNOWN'
  | 'ERR_OAUTH_CODE_MISSING'
  | 'ERR_OAUTH_ISSUER_MISMATCH'
  | 'ERR_OAUTH_ID_TOKEN'
  | 'ERR_OAUTH_USER_INFO'
  | 'ERR_OAUTH_IDENT_MISSING'
  | 'ERR_OAUTH_LOOP'
  | 'ERR_OAUTH_ACCESS_DENIED'
  | 'ERR_OAUTH_AUTHORIZATION_RESPONSE'
  | 'ERR_OAUTH_TOKEN_ENDPOINT'
  | 'ERR_OAUTH_DISCOVERY'
  | 'ERR_OAUTH_UNREACHABLE'
  | 'ERR_OAUTH_TIMEOUT'
  | 'ERR_OAUTH_BAD_RESPONSE'
  | 'ERR_OAUTH_NO_SESSION'
  | 'ERR_OAUTH_SESSION_STORE'
  | 'ERR_OAUTH_NOT_SIGNED_IN'
  | 'ERR_OAUTH_TOKEN_EXPIRED'
  | 'ERR_OAUTH_TOKEN_DEAD'
  | 'ERR_OAUTH_CONNECT'
  | 'ERR_OAUTH_LOGOUT_TOKEN'
  | 'ERR_OAUTH_FORBIDDEN'
  | 'ERR_OAUTH_STEP_UP'
  | 'ERR_OAUTH_FOREIGN_ORIGIN';

/**
 * Tells errors of one code apart, where a program has to. `authentication-too-old`: the user authenticated at the provider longer ago than
 * `max_age` allows, or the provider does not say when.
 */
export type OAuthErrorReason = 'authentication-too-old';

/** What an error is made of. */
export interface OAuthErrorOptions {
  /** The stable code. */
  code: OAuthErrorCode;
  /** The reason, where the code alone does not tell it. */
  reason?: OAuthErrorReason | undefined;
  /** The HTTP status to answer with. Default depends on the class. */
  status?: number;
  /** The name of the client (our registration at a provider) that it concerns. */
  client?: string | undefined;
  /** What a developer does about it. Never shown to users in production. */
  hint?: string | undefined;
  /** The error underneath. It holds no secret, token, code or cookie. */
  cause?: unknown;
}

/** Marks our errors across realms and across duplicate copies of this package. */
const brand = Symbol.for('express-oauth-beforeware.error');

/** The base of every error of this package; never thrown bare. Tell errors apart by `code`. */
export class OAuthError extends Error {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name: string = 'OAuthError';
  /** The stable code. */
  readonly code: OAuthErrorCode;
  /** The reason, where the code alone does not tell it. */
  readonly reason: OAuthErrorReason | undefined;
  /** The HTTP status that answers with it. */
  readonly status: number;
  /** Whether the message may be shown to the user: true for a status below 500. Express's own handler honours it. */
  readonly expose: boolean;
  /** The name of the client that it concerns, when one does. */
  readonly client: string | undefined;
  /** What a developer does about it, when that is known. */
  readonly hint: string | undefined;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.reason = options.reason;
    this.status = options.status ?? 500;
    this.expose = this.status < 500;
    this.client = options.client;
    this.hint = options.hint;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** A wrong option: thrown at once by `oauth()`, `oidc()`, `oauth2()` and the catalogue. Status 500. */
export class ConfigurationError extends OAuthError {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name = 'ConfigurationError' as const;

  constructor(message: string, options: Partial<OAuthErrorOptions> = {}) {
    super(message, { code: 'ERR_OAUTH_CONFIG', ...options });
  }
}

/** A check of ours failed on the way of a login: what came back is not what was begun. Status 400. */
export class CallbackError extends OAuthError {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name = 'CallbackError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 400, ...options });
  }
}

/** What the provider said when it refused. */
export interface ProviderErrorOptions extends OAuthErrorOptions {
  /** The provider's `error` code (RFC 6749, section 4.1.2.1 and 5.2), cut to 100 characters. */
  error: string;
  /** The provider's `error_description`, cut to 300 characters. Not to be trusted: escape it. */
  errorDescription?: string | undefined;
}

/** The provider answered with an OAuth error. Status 403 when the user said no, else 502. */
export class ProviderError extends OAuthError {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name = 'ProviderError' as const;
  /** The provider's `error` code, cut to 100 characters. */
  readonly error: string;
  /** The provider's own words, cut to 300 characters. Not to be trusted: escape them. */
  readonly errorDescription: string | undefined;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, { status: 502, ...options });
    this.error = options.error.slice(0, 100);
    this.errorDescription = options.errorDescription?.slice(0, 300);
  }
}

/** The provider could not be reached in time, or what it sent is not an answer. Status 502, or 504 for a time-out. */
export class ProviderUnavailableError extends OAuthError {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name = 'ProviderUnavailableError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 502, ...options });
  }
}

/** There is no session, or its store did not answer in time. Status 500 and 503. */
export class SessionError extends OAuthError {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name = 'SessionError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 503, ...options });
  }
}

/** Nobody is signed in, or what was asked for needs a new sign-in. Status 401. */
export class NotSignedInError extends OAuthError {
  /** The name of the class, which also tells errors of another realm. */
  override readonly name = 'NotSignedInError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 401, ...options });
  }
}

/**
 * Whether a value is an error of this package. Unlike `instanceof` it also holds for another copy of the package.
 */
export function isOAuthError(value: unknown): value is OAuthError {
  return typeof value === 'object' && value !== null && brand in value;
}
