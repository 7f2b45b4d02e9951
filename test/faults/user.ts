import { Browser } from '../support/browser.js';
import type { Exchanged, Page } from '../support/browser.js';
import { digest } from '../../src/shared/digest.js';
import { handleOf } from '../../src/records/session-handle.js';
import type { Provider } from './provider.js';

/** The outcome of a request of a signed-in user. */
export type Seen =
  | { kind: 'page'; body: { ident?: string; token?: string; isListed?: boolean } }
  | { kind: 'signed out' | 'no tokens' }
  /** The app answers that the store or the provider is unavailable. */
  | { kind: 'away'; why: string }
  | { kind: 'unexpected'; why: string };

const NO_ANSWER = 'no answer';
/** The statuses of the app while something is unavailable (RFC 9110, sections 15.6.3 to 15.6.5). */
const AWAY = new Set([502, 503, 504]);
/** The error codes for lost tokens. */
const WITHOUT_TOKENS = new Set(['ERR_OAUTH_NOT_SIGNED_IN', 'ERR_OAUTH_TOKEN_DEAD', 'ERR_OAUTH_TOKEN_EXPIRED']);

/** A user of a play, with one browser. */
export class User {
  readonly name: string;
  /** Whether the user is signed in, without a loss since then. */
  isIn = false;
  /** Whether the sign-in, or the sign-out, is stored where it survives the fault. */
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
   * Signs in. The sign-in counts once the callback redirects, because that answer sets the cookie. It redirects to the requested page, or
   * home if the pending login was lost and a new one was begun. Returns the reason for a failure.
   */
  async signIn(): Promise<string | undefined> {
    const target = `${this.#url}/me`;
    try {
      const page = await this.#browser.open(`${this.#url}/login?returnTo=/me`, { until: target });
      const isIn = page.location === target || page.url === `${this.#url}/`;
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

  /** Signs out but keeps the cookie, as a thief would. Returns whether the sign-out was acknowledged. */
  async signOut(): Promise<boolean> {
    const cookie = await this.#cookie();
    const headers = { 'sec-fetch-site': 'same-origin' };
    const page = await this.#browser.post(`${this.#url}/logout`, {}, { headers }).catch(() => undefined);
    await this.#browser.jar.setCookie(`sid=${cookie}; Path=/`, this.#url);
    return page?.status === 303 && !page.location?.includes('/error');
  }

  /** The hash tags of the session with its tokens, and of the list of the user's sessions. A hash tag has the slot of its records. */
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
