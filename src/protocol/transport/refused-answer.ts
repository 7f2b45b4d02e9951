import { withholdSecrets } from '../withhold-secrets.js';
import { readRefusal, type Refusal } from './read-refusal.js';
import { addressOf, escapeControls } from './shown-text.js';

/** The parameters of a request that are no secrets. All others are withheld, also those that an app's own function adds. */
const PUBLIC_PARAMETERS = new Set([
  'client_id',
  'client_assertion_type',
  'grant_type',
  'redirect_uri',
  'scope',
  'resource',
  'audience',
  'response_type',
  'response_mode',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'acr_values',
  'token_type_hint',
  'ui_locales',
  'display',
  'claims',
]);

/** A shorter value, such as a number, could be a part of any word. */
const SHORTEST_SECRET = 6;
const MAX_CHALLENGE_LENGTH = 2000;

/** The characters of the provider's words that an error holds. */
const MAX_WORDS_LENGTH = 200;

/** An answer that is a refusal, and the request that it answers. */
export interface Answered {
  url: string;
  init: RequestInit;
  status: number;
  /** The text of the answer. */
  said: string;
  /** The header `WWW-Authenticate`, where an answer may say what its body does not (RFC 6750, section 3). */
  challenge?: string | null;
}

/**
 * A provider's answer that is a refusal, whatever its shape. It never leaves this package: `upstreamError()` makes an `OAuthError` of it. Its
 * message holds the address, the status and the provider's first words, without the secrets of the request.
 */
export class RefusedAnswer extends Error {
  override readonly name = 'RefusedAnswer';
  readonly status: number;
  readonly refusal: Refusal;
  /** The secrets of the request. */
  readonly secrets: readonly string[];
  /** How the client authenticated in the request. */
  readonly authentication: string;
  readonly #address: string;

  constructor({ url, init, status, said, challenge = null }: Answered) {
    super();
    this.status = status;
    const refusal = readRefusal(said);
    this.refusal = refusal.error === undefined ? { ...readChallenge(challenge ?? ''), ...defined(refusal) } : refusal;
    this.secrets = secretsIn(url, init);
    this.authentication = authenticationIn(init);
    this.#address = addressOf(url);
    this.message = this.describe([]);
  }

  /** The address, the status and the provider's first words, without these secrets and those of the request. */
  describe(secrets: readonly (string | null | undefined)[]): string {
    const { error, description } = this.refusal;
    const words = [error, description].filter((word) => word !== undefined).join(': ');
    const known = withholdSecrets([...this.secrets, ...secrets], words, MAX_WORDS_LENGTH);
    const shown = escapeControls(known).slice(0, MAX_WORDS_LENGTH);
    return `${this.#address} answered ${this.status}${shown === '' ? '' : `: ${shown}`}`;
  }
}

function readChallenge(challenge: string): Refusal {
  const text = challenge.slice(0, MAX_CHALLENGE_LENGTH);
  return {
    error: /\b(?:error|oauth_problem)="?([\w.-]{1,100})/.exec(text)?.[1],
    description: /\berror_description="([^"]{1,300})"/.exec(text)?.[1],
  };
}

function defined(refusal: Refusal): Refusal {
  return Object.fromEntries(Object.entries(refusal).filter(([, value]) => value !== undefined));
}

function authenticationIn({ headers, body }: RequestInit): string {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  if (/^basic /i.test(new Headers(headers).get('authorization') ?? '')) return 'client_secret_basic';
  if (form.has('client_secret')) return 'client_secret_post';
  return form.has('client_assertion') ? 'a signed assertion' : 'none, or a certificate';
}

function secretsIn(url: string, { headers, body }: RequestInit): string[] {
  const sent = new Headers(headers);
  const authorization = sent.get('authorization')?.split(' ').slice(1).join(' ') ?? '';
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  const values = [...form, ...query].filter(([name]) => !PUBLIC_PARAMETERS.has(name)).map(([, value]) => value);
  return [...values, authorization, sent.get('dpop') ?? ''].filter((value) => value.length >= SHORTEST_SECRET);
}
