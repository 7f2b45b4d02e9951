/** All codes of the errors of this package. A code is stable: messages may change, codes do not. */
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
  | 'ERR_OAUTH_LINK_EXPIRED'
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
 * A reason that a program may need in addition to the code. `authentication-too-old`: the user authenticated at the provider longer ago than
 * `max_age` allows, or the provider does not say when. `another-login`: an ID token names another issuer, user or audience.
 * `refused`: the provider answered with a 4xx, and would refuse the same request again.
 */
export type OAuthErrorReason = 'authentication-too-old' | 'another-login' | 'refused';

/** The parts of an error. */
export interface OAuthErrorOptions {
  /** The stable code. */
  code: OAuthErrorCode;
  /** The reason, for a code that has several. */
  reason?: OAuthErrorReason | undefined;
  /** The HTTP status of the response. Default depends on the class. */
  status?: number;
  /** The name of the client that the error concerns. */
  client?: string | undefined;
  /** How a developer can fix it. It is never shown to users in production. */
  hint?: string | undefined;
  /** The underlying error. It holds no secret, token, code or cookie. */
  cause?: unknown;
}

/** Marks our errors, also those of another JavaScript realm or of a second copy of this package. */
const brand = Symbol.for('express-oauth-beforeware.error');

/** The base class of all errors of this package. It is never thrown itself. Distinguish errors by `code`. */
export class OAuthError extends Error {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name: string = 'OAuthError';
  /** The stable code. */
  readonly code: OAuthErrorCode;
  /** The reason, for a code that has several. */
  readonly reason: OAuthErrorReason | undefined;
  /** The HTTP status of the response. */
  readonly status: number;
  /** Whether the message may be shown to the user: true for a status below 500. The error handler of Express respects it. */
  readonly expose: boolean;
  /** The name of the client that the error concerns, if any. */
  readonly client: string | undefined;
  /** How a developer can fix it, if that is known. */
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

/** An option or an argument is wrong. `oauth()`, `oidc()`, `oauth2()` and the catalogue throw it at once. Status 500. */
export class ConfigurationError extends OAuthError {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name = 'ConfigurationError' as const;

  constructor(message: string, options: Partial<OAuthErrorOptions> = {}) {
    super(message, { code: 'ERR_OAUTH_CONFIG', ...options });
  }
}

/** The response of the provider does not match the login that was begun. Status 400. */
export class CallbackError extends OAuthError {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name = 'CallbackError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 400, ...options });
  }
}

const MAX_ERROR_LENGTH = 100;
const MAX_DESCRIPTION_LENGTH = 300;

/** The parts of a `ProviderError`. */
export interface ProviderErrorOptions extends OAuthErrorOptions {
  /** The provider's `error` code (RFC 6749, section 4.1.2.1 and 5.2), cut to 100 characters. */
  error: string;
  /** The provider's `error_description`, cut to 300 characters. Do not trust it: escape it. */
  errorDescription?: string | undefined;
}

/** The provider answered with an OAuth error. Status 403 when the user refused, else 502. */
export class ProviderError extends OAuthError {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name = 'ProviderError' as const;
  /** The provider's `error` code, cut to 100 characters. */
  readonly error: string;
  /** The provider's `error_description`, cut to 300 characters. Do not trust it: escape it. */
  readonly errorDescription: string | undefined;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, { status: 502, ...options });
    this.error = options.error.slice(0, MAX_ERROR_LENGTH);
    this.errorDescription = options.errorDescription?.slice(0, MAX_DESCRIPTION_LENGTH);
  }
}

/** The provider could not be reached in time, or its answer is not usable. Status 502, or 504 for a timeout. */
export class ProviderUnavailableError extends OAuthError {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name = 'ProviderUnavailableError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 502, ...options });
  }
}

/** There is no session, or its store did not answer in time. Status 503, or 500. */
export class SessionError extends OAuthError {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name = 'SessionError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 503, ...options });
  }
}

/** Nobody is signed in, or the request needs a new sign-in. Status 401. */
export class NotSignedInError extends OAuthError {
  /** The name of the class, which works for errors of another JavaScript realm, too. */
  override readonly name = 'NotSignedInError' as const;

  constructor(message: string, options: OAuthErrorOptions) {
    super(message, { status: 401, ...options });
  }
}

/** Whether a value is an error of this package. Unlike `instanceof`, it also works for a second copy of the package. */
export function isOAuthError(value: unknown): value is OAuthError {
  try {
    return typeof value === 'object' && value !== null && brand in value;
  } catch {
    // A revoked Proxy.
    return false;
  }
}
