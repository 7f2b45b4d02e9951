import { Browser } from '../support/browser.js';
import type { Exchanged, Page } from '../support/browser.js';
import { digest } from '../../src/shared/digest.js';
import { handleOf } from '../../src/records/session-handle.js';
import type { Provider } from './provider.js';

/** How a request of a signed-in user ended. */
export type Seen =
  | { kind: 'page'; body: { ident?: string; token?: string; isListed?: boolean } }
  | { kind: 'signed out' | 'no tokens' }
  /** The store or the provider is away, and says so. */
  | { kind: 'away'; why: string }
  | { kind: 'unexpected'; why: string };

const NO_ANSWER = 'no answer';
/** What the app answers while something is away (RFC 9110, sections 15.6.3 to 15.6.5). */
const AWAY = new Set([502, 503, 504]);
/** What is said of tokens that are gone. */
const WITHOUT_TOKENS = new Set(['ERR_OAUTH_NOT_SIGNED_IN', 'ERR_OAUTH_TOKEN_DEAD', 'ERR_OAUTH_TOKEN_EXPIRED']);

/** A user of a play, in one browser. */
export class User {
  readonly name: string;
  /** Whether the user has signed in, and has lost nothing of it since. */
  isIn = false;
  /** Whether the sign-in, or the sign-out, is where it survives the fault. */
  isSafe = true;
  readonly #browser: Browser;
  readonly #url: string;

  private constructor(name: string, url: string, browser: Browser) {
    this.name = name;
    this.#url = url;
    this.#browser = browser;
  }

  static async come(
    name: string,
    { url, provider, watch }: { url: string; provider: Provider; watch: (exchanged: Exchanged) => void },
  ): Promise<User> {
    const browser = new Browser({ watch });
    await provider.know(browser, name);
    return new User(name, url, browser);
  }

  /**
   * Signs in. It has happened once the callback says where to go, which comes with the cookie: to the page that was asked for, or home
   * where the pending login was lost and another one begun in its place. Gives why not.
   */
  async signIn(): Promise<string | undefined> {
    const landing = `${this.#url}/me`;
    try {
      const page = await this.#browser.open(`${this.#url}/login?returnTo=/me`, { until: landing });
      const isIn = page.location === landing || page.url === `${this.#url}/`;
      return isIn ? undefined : codeOf(page);
    } catch {
      return NO_ANSWER;
    }
  }

  async see(path: '/me' | '/token' | '/listed'): Promise<Seen> {
    const page = await this.#browser.get(this.#url + path).catch(() => undefined);
    if (!page) return { kind: 'unexpected', why: NO_ANSWER };
    if (page.status === 200) return { kind: 'page', body: JSON.parse(page.text) as object };
    if (page.location?.startsWith(`${this.#url}/login`)) return { kind: 'signed out' };
    const why = codeOf(page);
    if (page.status === 401 && WITHOUT_TOKENS.has(why)) return { kind: 'no tokens' };
    return AWAY.has(page.status) ? { kind: 'away', why } : { kind: 'unexpected', why };
  }

  /** Signs out, and keeps the cookie all the same, as a thief would. Tells whether it was acknowledged. */
  async signOut(): Promise<boolean> {
    const cookie = await this.#cookie();
    const headers = { 'sec-fetch-site': 'same-origin' };
    const page = await this.#browser.post(`${this.#url}/logout`, {}, { headers }).catch(() => undefined);
    await this.#browser.jar.setCookie(`sid=${cookie}; Path=/`, this.#url);
    return page?.status === 303 && !page.location?.includes('/error');
  }

  /** Where the store has the session with its tokens, and the list of the user's sessions: as hash tags, which are of one slot with them. */
  async keys(): Promise<string[]> {
    const cookie = decodeURIComponent(await this.#cookie());
    const session = handleOf(/^s:([^.]+)\./.exec(cookie)?.[1] ?? '');
    return [`{${session}}`, `{${digest(`oidc:${this.name}`)}}`];
  }

  async #cookie(): Promise<string> {
    const cookies = await this.#browser.jar.getCookies(this.#url);
    return cookies.find(({ key }) => key === 'sid')?.value ?? '';
  }
}

function codeOf({ status, text }: Page): string {
  return /ERR_OAUTH_\w+/.exec(text)?.[0] ?? `status ${status}`;
}
