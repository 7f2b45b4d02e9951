import { escapeControls } from '../transport/shown-text.js';
import { withholdSecrets } from '../withhold-secrets.js';
import type { Stage } from './circumstances.js';
import { explainKeySelection, isKeySelection } from './explain-key-selection.js';
import { explainDecryption } from './explain-decryption.js';

/** What openid-client says of a JWT that fails a check: the claims, or the header, and what was expected. */
interface FailedCheck {
  claim?: unknown;
  claims?: Record<string, unknown>;
  expected?: unknown;
  header?: { alg?: unknown };
  alg?: unknown;
  now?: unknown;
}

/** What a developer needs to know of a JWT that was refused: its own words, and how to fix it. */
export interface JwtExplanation {
  words?: string;
  hint: string;
}

/** Claims that may be shown: they name parties, and are no secrets. */
const SHOWN_CLAIMS = new Set(['iss', 'aud', 'azp']);
const MAX_VALUE_LENGTH = 100;
const MAX_LISTED = 10;

const CLOCK_HINT =
  'Compare the clocks of this machine and of the provider. The option "clockToleranceSeconds" sets how far they may differ';
const PARTY_HINT = 'Compare "issuer" and "clientId" with the registration at the provider';

const MISSING_HINT =
  'The scope "openid" asks for an ID token: allow it for this client at the provider. A provider without OpenID Connect is for oauth2()';

const NO_JWT_HINT =
  'User info of the type "application/jwt" must be signed, also where it is encrypted: set the members "userinfo_signed_response_alg" and "userinfo_encrypted_response_alg" of the registration at the provider both, or neither';

/** What is signed at each stage, and the member of the registration that sets its algorithm. An ID token at all others. */
const SIGNED: Partial<Record<Stage, { what: string; setting: string }>> = {
  'authorization response': {
    what: 'authorization responses',
    setting: 'the member "authorization_signed_response_alg" of the registration there',
  },
  'user info': { what: 'user info', setting: 'the member "userinfo_signed_response_alg" of the registration there' },
  introspection: {
    what: 'introspections',
    setting: 'the member "introspection_signed_response_alg" of the registration there',
  },
};
const ID_TOKEN = { what: 'ID tokens', setting: 'the option "idTokenSignedResponseAlg"' };

/** Explains an error of openid-client about a JWT; undefined for any other error. */
export function explainJwtError(error: unknown, stage: Stage): JwtExplanation | undefined {
  const check = findCheck(error);
  if (isKeySelection(error)) return explainKeySelection(check);
  const { expected, header, alg } = check;
  if (header !== undefined || alg !== undefined) return explainAlgorithm(alg ?? header?.alg, { expected, stage });
  if (stage === 'user info' && isNoJwt(error)) return { hint: NO_JWT_HINT };
  const encryption = explainDecryption(error);
  if (encryption) return encryption;
  return lacksIdToken(error) ? { hint: MISSING_HINT } : explainClaim(check);
}

function explainClaim({ claim, claims = {}, expected, now }: FailedCheck): JwtExplanation | undefined {
  if (typeof claim !== 'string') return undefined;
  const value = claims[claim];
  if (typeof value === 'number' && typeof now === 'number') return explainTime(claim, value - now);
  if (!SHOWN_CLAIMS.has(claim)) return undefined;
  const wanted = expected === undefined ? '' : `, expected ${show(expected)}`;
  return { words: `its "${claim}" is ${show(value)}${wanted}`, hint: PARTY_HINT };
}

function findCheck(error: unknown): FailedCheck {
  const { cause } = error as { cause?: { cause?: unknown } };
  const check = cause?.cause;
  return typeof check === 'object' && check !== null ? check : {};
}

function isNoJwt(error: unknown): boolean {
  const { message, cause } = error as { message?: unknown; cause?: { message?: unknown } };
  return [message, cause?.message].includes('Invalid JWT');
}

function lacksIdToken(error: unknown): boolean {
  const { cause } = error as { cause?: { message?: unknown } };
  return String(cause?.message).includes('"id_token" property must be a string');
}

function explainTime(claim: string, seconds: number): JwtExplanation {
  const distance = Math.abs(Math.round(seconds));
  const words = `its "${claim}" is ${distance} s ${seconds < 0 ? 'in the past' : 'in the future'}`;
  return { words, hint: CLOCK_HINT };
}

function explainAlgorithm(alg: unknown, { expected, stage }: { expected: unknown; stage: Stage }): JwtExplanation {
  const { what, setting } = SIGNED[stage] ?? ID_TOKEN;
  const wanted = typeof expected === 'function' || expected === undefined ? '' : `, expected ${show(expected)}`;
  const isShared = typeof alg === 'string' && alg.startsWith('HS');
  return {
    words: `its "alg" is ${show(alg)}${wanted}`,
    hint: isShared
      ? `Have the provider sign ${what} with a key of its own: set the algorithm of this client there to RS256 or ES256. With HS256 everybody who has the client secret could sign`
      : `Set the algorithm of ${what} at the provider to one that its metadata lists, or ${setting}`,
  };
}

/** A value that is no text. A provider may nest thousands of lists, so only a short flat one is shown. */
function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'missing';
  const isShown = Array.isArray(value) && value.length <= MAX_LISTED && value.every((each) => typeof each === 'string');
  return isShown ? JSON.stringify(value) : `${Array.isArray(value) ? 'a list' : 'an object'} that is not shown`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : describe(value);
  return escapeControls(withholdSecrets([], text, MAX_VALUE_LENGTH));
}
