/** The most characters of a provider's text that an error keeps. */
const MAX_TEXT_LENGTH = 300;
/** Anything that may be a JWT: an assertion of ours, or a token. It is one if it has a dot, or if the text was cut inside it. */
const JWT = String.raw`eyJ[\w.-]{10,}`;

/**
 * The beginning of a provider's text, without secrets: a provider may quote what it was sent. The text is cut before it is searched, and far
 * enough that a secret which begins in the kept part is found as a whole.
 */
export function withholdSecrets(secrets: readonly (string | null | undefined)[], text: string): string {
  const spellings = secrets.flatMap((secret) => (secret ? spellingsOf(secret) : []));
  // The longest first: a shorter one may be a part of it.
  spellings.sort((one, other) => other.length - one.length);
  const searched = text.slice(0, MAX_TEXT_LENGTH + (spellings[0]?.length ?? 0));
  const pattern = new RegExp([...spellings.map(escapePattern), JWT].join('|'), 'g');
  let clean = '';
  let from = 0;
  for (const { 0: found, index } of searched.matchAll(pattern)) {
    if (index >= MAX_TEXT_LENGTH) break;
    const isCut = index + found.length === searched.length && searched.length < text.length;
    if (found.startsWith('eyJ') && !found.includes('.') && !isCut && !spellings.includes(found)) continue;
    clean += `${searched.slice(from, index)}[withheld]`;
    from = index + found.length;
  }
  return clean + searched.slice(from, Math.max(from, MAX_TEXT_LENGTH));
}

/** A provider may quote a secret as it was sent: encoded for a form, or for an address. */
function spellingsOf(secret: string): string[] {
  const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
  return [secret, inForm, encodeURIComponent(secret.toWellFormed())];
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
