/** The most characters of a provider's text that an error keeps. */
const MAX_TEXT_LENGTH = 300;
/** A quoted secret is found by its first characters: a provider may cut it, and what follows is withheld as far as it agrees. */
const PREFIX_LENGTH = 10;
/** A longer secret is known by its beginning: what is shown of a text is shorter. */
const MAX_SECRET_LENGTH = 1000;
/** Anything that may be a JWT: an assertion of ours, or a token. It is one if it has a dot, or if the text was cut inside it. */
const JWT = /^eyJ[\w.-]{10,}/;

/**
 * The beginning of a provider's text, without secrets: a provider may quote what it was sent, encoded in its own way, and cut it. The text is
 * cut before it is searched; only what begins before `length` is shown.
 */
export function withholdSecrets(
  secrets: readonly (string | null | undefined)[],
  text: string,
  length = MAX_TEXT_LENGTH,
): string {
  const searched = text.slice(0, length + PREFIX_LENGTH);
  const spellings = [...new Set(secrets.flatMap((secret) => (secret ? spellingsOf(secret) : [])))];
  let shown = '';
  for (let at = 0; at < Math.min(length, text.length);) {
    const isCut = searched.length < text.length;
    const hidden = Math.max(
      lengthOfJwt(searched.slice(at), isCut),
      ...spellings.map((each) => agreement(searched, at, each)),
    );
    shown += hidden === 0 ? searched.charAt(at) : '[withheld]';
    at += Math.max(1, hidden);
  }
  return shown;
}

function lengthOfJwt(text: string, isCut: boolean): number {
  const found = JWT.exec(text)?.[0] ?? '';
  return found.includes('.') || (isCut && found.length === text.length) ? found.length : 0;
}

/** How many characters of a secret stand in a text; 0 for too few to tell. */
function agreement(text: string, at: number, secret: string): number {
  if (!text.startsWith(secret.slice(0, PREFIX_LENGTH), at)) return 0;
  let length = PREFIX_LENGTH;
  while (length < secret.length && text.charAt(at + length) === secret.charAt(length)) length += 1;
  return Math.min(length, secret.length);
}

/** A provider may quote a secret as it was sent: encoded for a form, for an address, or for a signature (RFC 5849, section 3.4.1). */
function spellingsOf(secret: string): string[] {
  const start = secret.slice(0, MAX_SECRET_LENGTH);
  const inForm = new URLSearchParams({ start }).toString().slice('start='.length);
  const inAddress = encodeURIComponent(start.toWellFormed());
  return [start, inForm, inAddress, encodeURIComponent(inAddress), JSON.stringify(start).slice(1, -1)];
}
