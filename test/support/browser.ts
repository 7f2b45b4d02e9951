import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { CookieJar, getPublicSuffix } from 'tough-cookie';

/** What a browser was answered. The body is read already. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The absolute address of a redirect, when it is one. */
  readonly location: string | undefined;
  /** The request that it answers. */
  readonly request: Navigation;
}

/** How a request went, and how long it took. */
export interface Exchanged {
  url: string;
  /** Undefined when no answer came. */
  status: number | undefined;
  ms: number;
}

/** One request of a navigation: the first, or the last of a chain of redirects. */
export interface Navigation {
  readonly method: 'GET' | 'POST';
  readonly form: Record<string, string> | undefined;
  /** The page whose link or form it was; undefined when the address was typed. */
  readonly from: Page | undefined;
  /** Whether the user did it: false for a form that a script submits. */
  readonly byUser: boolean;
  /** All addresses of the chain so far, this one's last. */
  readonly chain: readonly string[];
  readonly headers: HeaderOverrides;
}

/** Headers to send as given; undefined leaves one out. Names in lower case. */
type HeaderOverrides = Readonly<Record<string, string | undefined>>;

export interface VisitOptions {
  /** The page whose link or form it is. Default for `get` is none: typed. Default for `post` is the page last shown. */
  from?: Page | undefined;
  headers?: HeaderOverrides;
}

export interface FollowOptions {
  /** Stops before asking for an address that begins so: the answer is the redirect that leads there. */
  until?: string;
  /** Whether forms that submit themselves by script are submitted. Default is true. */
  scripts?: boolean;
  headers?: HeaderOverrides;
}

const MOST_HOPS = 20;
/** What hangs is given up. */
const LONGEST_MS = 60_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * A browser's navigations without a browser: a cookie jar, Sec-Fetch-* and Origin headers, SameSite, redirects one by one.
 * On node:http and not on fetch(), because Node's fetch overwrites `Sec-Fetch-Mode` with `cors`.
 */
export class Browser {
  /** `Secure` and `__Host-` cookies work on http://localhost, as in Chrome and Firefox; ports make no difference. */
  readonly jar = new CookieJar(undefined, {
    allowSpecialUseDomain: true,
    allowSecureOnLocal: true,
    prefixSecurity: 'silent',
    rejectPublicSuffixes: false,
  });
  /** The page last shown: the last answer that was no redirect. */
  page: Page | undefined;
  readonly #ca: string | undefined;
  readonly #watch: (exchanged: Exchanged) => void;

  /** `ca` is the certificate (PEM) to trust for https; `watch` is told of every request once it is over. */
  constructor({ ca, watch = () => undefined }: { ca?: string; watch?: (exchanged: Exchanged) => void } = {}) {
    this.#ca = ca;
    this.#watch = watch;
  }

  /** Opens an address, as typed, or as a link on the page `from`. Redirects are not followed. */
  get(url: string, { from, headers = {} }: VisitOptions = {}): Promise<Page> {
    return this.#send({ method: 'GET', form: undefined, from, byUser: true, chain: [url], headers });
  }

  /** Submits a form by a click. Redirects are not followed. */
  post(
    url: string,
    form: Record<string, string>,
    { from = this.page, headers = {} }: VisitOptions = {},
  ): Promise<Page> {
    return this.#send({ method: 'POST', form, from, byUser: true, chain: [url], headers });
  }

  /** Follows redirects, and forms that submit themselves, over all origins. Throws after 20 of them. */
  async follow(page: Page, { until, scripts = true, headers }: FollowOptions = {}): Promise<Page> {
    let current = page;
    for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
      const next = nextNavigation(current, scripts);
      const url = next?.chain.at(-1);
      if (!next || (until !== undefined && url?.startsWith(until))) return current;
      current = await this.#send(headers ? { ...next, headers } : next);
    }
    throw new Error(`More than ${MOST_HOPS} redirects, the last to ${current.location ?? current.url}`);
  }

  /** Opens an address and follows. */
  async open(url: string, options: VisitOptions & FollowOptions = {}): Promise<Page> {
    return this.follow(await this.get(url, options), options);
  }

  /** Posts the (first) form of a page: its hidden fields, and these. Redirects are not followed. */
  submit(page: Page, fields: Record<string, string> = {}): Promise<Page> {
    const { action, hidden } = formOf(page);
    return this.post(action, { ...hidden, ...fields }, { from: page });
  }

  /** Clicks a user's button on the development provider's page. Redirects are not followed. */
  clickUser(page: Page, id: string): Promise<Page> {
    if (!buttons(page).some(({ name, value }) => name === 'user' && value === id)) {
      throw new Error(`No button for ${id} at ${page.url} (${page.status}): ${page.text.slice(0, 300)}`);
    }
    return this.submit(page, { user: id });
  }

  /** Clicks Cancel on the development provider's page. Redirects are not followed. */
  clickCancel(page: Page): Promise<Page> {
    return this.submit(page, { cancel: 'yes' });
  }

  /** Opens an address that leads to the development provider, signs in there, and follows to where that ends. */
  async signInAt(url: string, id: string, options: VisitOptions & FollowOptions = {}): Promise<Page> {
    const page = await this.open(url, options);
    return this.follow(await this.clickUser(page, id), options);
  }

  async #send(navigation: Navigation): Promise<Page> {
    const url = navigation.chain.at(-1) ?? '';
    const cookie = await this.jar.getCookieString(url, { sameSiteContext: sameSiteContext(navigation, url) });
    const body = navigation.form && new URLSearchParams(navigation.form).toString();
    const headers = { ...browserHeaders(navigation, url), ...(cookie && { cookie }), ...navigation.headers };
    const from = performance.now();
    const exchanged = exchange(url, navigation.method, headers, body, this.#ca);
    const told = (status?: number) => this.#watch({ url, status, ms: performance.now() - from });
    exchanged.then(({ status }) => told(status)).catch(() => told());
    const answer = await exchanged;
    for (const line of answer.headers.getSetCookie()) await this.jar.setCookie(line, url, { ignoreError: true });
    const target = answer.headers.get('location');
    const location = target !== null && REDIRECTS.has(answer.status) ? new URL(target, url).href : undefined;
    const page: Page = { ...answer, url, location, request: navigation };
    if (location === undefined) this.page = page;
    return page;
  }
}

/** What a browser does by itself after an answer, or undefined when it waits for its user. */
function nextNavigation(page: Page, scripts: boolean): Navigation | undefined {
  const { request, status, location } = page;
  if (location !== undefined) {
    const keeps = status === 307 || status === 308 || request.method === 'GET';
    const chain = [...request.chain, location];
    return keeps ? { ...request, chain } : { ...request, chain, method: 'GET', form: undefined };
  }
  const refresh = /^0;url=(.+)$/.exec(page.headers.get('refresh') ?? '')?.[1];
  if (refresh !== undefined)
    return { method: 'GET', form: undefined, from: page, byUser: false, chain: [refresh], headers: {} };
  if (!scripts || !/document\.forms\[0\]\.submit\(\)/.test(page.text)) return undefined;
  const { action, hidden } = formOf(page);
  return { method: 'POST', form: hidden, from: page, byUser: false, chain: [action], headers: {} };
}

/** The headers of a top-level navigation (W3C Fetch Metadata Request Headers; Fetch, section 3.2 for Origin). */
function browserHeaders(navigation: Navigation, url: string): Record<string, string> {
  const { method, from, byUser } = navigation;
  return {
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'en',
    'user-agent': 'Mozilla/5.0 (test)',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-fetch-site': fetchSite(navigation),
    ...(byUser && { 'sec-fetch-user': '?1' }),
    ...(method === 'POST' && { origin: originHeader(navigation, from, url) }),
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
}

/** How the page that began it and all addresses of the chain are related: the farthest of them counts. */
function fetchSite({ from, chain }: Navigation): string {
  if (!from) return 'none';
  const relations = chain.map((url) => relation(from.url, url));
  return ['cross-site', 'same-site'].find((name) => relations.includes(name)) ?? 'same-origin';
}

function relation(one: string, other: string): string {
  if (new URL(one).origin === new URL(other).origin) return 'same-origin';
  return siteOf(one) === siteOf(other) ? 'same-site' : 'cross-site';
}

/** Scheme and registrable domain; the port is no part of it. */
function siteOf(url: string): string {
  const { protocol, hostname } = new URL(url);
  const isName = /[a-z]/i.test(hostname) && !hostname.startsWith('[');
  const domain = isName ? getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true }) : undefined;
  return `${protocol}//${domain ?? hostname}`;
}

/** A form of a page without referrers, or one that was redirected to another origin, says only `null`. */
function originHeader({ chain }: Navigation, from: Page | undefined, url: string): string {
  const origin = new URL(from?.url ?? url).origin;
  const redirected = chain.slice(0, -1).some((earlier) => new URL(earlier).origin !== origin);
  return redirected || from?.headers.get('referrer-policy') === 'no-referrer' ? 'null' : origin;
}

/** Which SameSite cookies go along: all to the own site, Lax ones with a GET from another, none with a POST from there. */
function sameSiteContext({ from, method }: Navigation, url: string): 'strict' | 'lax' | 'none' {
  if (!from || siteOf(from.url) === siteOf(url)) return 'strict';
  return method === 'GET' ? 'lax' : 'none';
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

function exchange(
  url: string,
  method: string,
  headers: HeaderOverrides,
  body: string | undefined,
  ca: string | undefined,
): Promise<Answer> {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const secure = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    // No kept connections: a server that a test has closed must not be found open.
    const options = {
      method,
      headers: Object.fromEntries(sent),
      agent: false as const,
      signal: AbortSignal.timeout(LONGEST_MS),
      ...(secure && ca !== undefined && { ca }),
    };
    const req = (secure ? requestHttps : requestHttp)(url, options, (res) => {
      const received = new Headers();
      for (const [name, values] of Object.entries(res.headersDistinct))
        for (const value of values ?? []) received.append(name, value);
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk: string) => (text += chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: received, text }));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** The first form of a page: where it goes, and its hidden fields. */
function formOf(page: Page): { action: string; hidden: Record<string, string> } {
  const form = /<form\b[^>]*>/i.exec(page.text)?.[0];
  if (form === undefined) throw new Error(`No form at ${page.url} (${page.status}): ${page.text.slice(0, 300)}`);
  const inputs = elements(page, 'input').filter(({ type }) => type === 'hidden');
  const hidden = Object.fromEntries(inputs.map(({ name = '', value = '' }) => [name, value]));
  return { action: new URL(attributes(form)['action'] ?? page.url, page.url).href, hidden };
}

/** The buttons of a page, by their attributes. */
export function buttons(page: Page): Record<string, string>[] {
  return elements(page, 'button');
}

function elements(page: Page, tag: string): Record<string, string>[] {
  return (page.text.match(new RegExp(`<${tag}\\b[^>]*>`, 'gi')) ?? []).map(attributes);
}

function attributes(tag: string): Record<string, string> {
  const pairs = [...tag.matchAll(/([\w-]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '');
}
