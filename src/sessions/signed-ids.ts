import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import { unsign } from 'cookie-signature';

/** How many cookies are remembered. */
const MAX_REMEMBERED = 10_000;

/** Reads session ids from signed cookies, as express-session does. It remembers the cookies whose signatures it has verified. */
export class SignedIds {
  readonly #secrets: readonly string[];
  readonly #verified = new Map<string, string>();

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /** The id in the cookie of this name; undefined when there is none, or when its signature is not by one of the secrets. */
  read({ headers }: IncomingMessage, name: string): string | undefined {
    const value = parseCookie(headers.cookie ?? '')[name];
    if (!value?.startsWith('s:')) return undefined;
    return this.#verified.get(value) ?? this.#verify(value);
  }

  #verify(value: string): string | undefined {
    const signed = value.slice(2);
    const id = this.#secrets.map((secret) => unsign(signed, secret)).find((each) => each !== false);
    if (!id) return undefined;
    if (this.#verified.size >= MAX_REMEMBERED) this.#verified.clear();
    this.#verified.set(value, id);
    return id;
  }
}
