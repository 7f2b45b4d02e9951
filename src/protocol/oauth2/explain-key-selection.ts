import { addressOf, escapeControls } from '../transport/shown-text.js';
import { withholdSecrets } from '../withhold-secrets.js';

/** What openid-client says of a key that it could not choose, and what we know of the key set. */
interface KeySelection {
  header?: { alg?: unknown; kid?: unknown };
  candidates?: unknown;
  jwks_uri?: unknown;
  leftOutKeys?: unknown;
}

const MAX_VALUE_LENGTH = 100;

const NONE_HINT =
  'The provider must publish the key that it signs with: with its "kid" and "alg", for signatures, without private members, and RSA with 2,048 bits at least. Other keys are left out';
const SEVERAL_HINT = 'Have the provider give each key a "kid" of its own, and name it in what it signs';

/** Whether openid-client found no key, or several, to verify a signature with. */
export function isKeySelection(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'OAUTH_KEY_SELECTION_FAILED';
}

/** Says which key was looked for, among which keys. */
export function explainKeySelection(selection: KeySelection): { words: string; hint: string } {
  const { header = {}, candidates, leftOutKeys } = selection;
  const isNone = !Array.isArray(candidates) || candidates.length === 0;
  const kid = header.kid === undefined ? 'has no "kid"' : `has the "kid" ${show(header.kid)}`;
  const found = isNone ? 'no published key fits' : `${candidates.length} published keys fit`;
  const left = typeof leftOutKeys === 'number' && leftOutKeys > 0 ? `, ${leftOutKeys} of them were left out` : '';
  return {
    words: `it ${kid} and the "alg" ${show(header.alg)}: ${found}${left} (${sourceOf(selection)})`,
    hint: isNone ? NONE_HINT : SEVERAL_HINT,
  };
}

function sourceOf({ jwks_uri: address }: KeySelection): string {
  const { href = '', hash = '' } = address instanceof URL ? address : {};
  return hash === '#inline-keys' ? 'the option "jwks"' : `"jwks_uri": ${addressOf(href)}`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'missing');
  return escapeControls(withholdSecrets([], text, MAX_VALUE_LENGTH));
}
