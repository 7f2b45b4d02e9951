/** Credentials and tokens are short. A longer form costs too much: each malformed escape in it is looked at several times. */
const MAX_FORM_LENGTH = 16 * 1024;
const MAX_PARAMETERS = 100;

/** The parameters of a provider's answer that is a form; undefined for one that is too long, which is not parsed. */
export function parseForm(text: string): Record<string, string> | undefined {
  if (text.length > MAX_FORM_LENGTH || text.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) return undefined;
  return Object.fromEntries(new URLSearchParams(text));
}
