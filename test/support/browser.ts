import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { CookieJar, getPublicSuffix } from 'tough-cookie';

/** The answer to a browser. Its body has been read. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The absolute URL of a redirect. */
  readonly location: string | undefined;
  /** The request of this answer. */
  readonly request: Navigation;
}

/** The outcome and the duration of a request. */
export interface Exchanged {
  url: string;
  /** Undefined without an answer. */
  status: number | undefined;
  ms: number;
}

/** One request of a navigation: the first, or the last of a chain of redirects. */
export interface Navigation {
  readonly method: 'GET' | 'POST';
  readonly form: Record<string, string> | undefined;
  /** The page with the link or form. Undefined if the address was typed. */
  readonly from: Page | undefined;
  /** Whether the user started it. False for a form that a script submits. */
  readonly byUser: boolean;
  /** All URLs of the chain so far. The last one is the URL of this request. */
  readonly chain: readonly string[];
  readonly headers: HeaderOverrides;
}

/** Headers to send as given, with names in lower case. Undefined leaves a header out. */
type HeaderOverrides = Readonly<Record<string, string | undefined>>;

export interface VisitOptions {
  /** The page with the link or form. By default `get` has none (typed), and `post` has the page last shown. */
  from?: Page | undefined;
  headers?: HeaderOverrides;
}

export interface FollowOptions {
  /** Stops before a request to a URL with this prefix. The result is the redirect to it. */
  until?: string;
  /** Whether forms that submit themselves by script are submitted. Default is true. */
  scripts?: boolean;
  headers?: HeaderOverrides;
}

const MOST_HOPS = 20;
/** Requests that hang are given up. */
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
  /** The page last shown, which is the last answer that was no redirect. */
  page: Page | undefined;
  readonly #ca: string | undefined;
  readonly #watch: (exchanged: Exchanged) => void;

  /** `ca` is the certificate (PEM) to trust for https. `watch` is called after every request. */
  constructor({ ca, watch = () => undefined }: { ca?: string; watch?: (exchanged: Exchanged) => void } = {}) {
    this.#ca = ca;
    this.#watch = watch;
  }

  /** Opens a URL as typed, or as a link on the page `from`. Does not follow redirects. */
  get(url: string, { from, headers = {} }: VisitOptions = {}): Promise<Page> {
    return this.#send({ method: 'GET', form: undefined, from, byUser: true, chain: [url], headers });
  }

  /** Submits a form by a click. Does not follow redirects. */
  post(
    url: string,
    form: Record<string, string>,
    { from = this.page, headers = {} }: VisitOptions = {},
  ): Promise<Page> {
    return this.#send({ method: 'POST', form, from, byUser: true, chain: [url], headers });
  }

  /** Follows redirects and forms that submit themselves, to any origin. Throws after 20 of them. */
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

  /** Opens a URL and follows redirects. */
  async open(url: string, options: VisitOptions & FollowOptions = {}): Promise<Page> {
    return this.follow(await this.get(url, options), options);
  }

  /** Posts the first form of a page, with its hidden fields and these. Does not follow redirects. */
  submit(page: Page, fields: Record<string, string> = {}): Promise<Page> {
    const { action, hidden } = formOf(page);
    return this.post(action, { ...hidden, ...fields }, { from: page });
  }

  /** Clicks a user's button on the page of the development provider. Does not follow redirects. */
  clickUser(page: Page, id: string): Promise<Page> {
    if (!buttons(page).some(({ name, value }) => name === 'user' && value === id)) {
      throw new Error(`No button for ${id} at ${page.url} (${page.status}): ${page.text.slice(0, 300)}`);
    }
    return this.submit(page, { user: id });
  }

  /** Clicks Cancel on the page of the development provider. Does not follow redirects. */
  clickCancel(page: Page): Promise<Page> {
    return this.submit(page, { cancel: 'yes' });
  }

  /** Opens a URL that leads to the development provider, signs in there, and follows all redirects. */
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
    const report = (status?: number) => this.#watch({ url, status, ms: performance.now() - from });
    exchanged.then(({ status }) => report(status)).catch(() => report());
    const answer = await exchanged;
    for (const line of answer.headers.getSetCookie()) await this.jar.setCookie(line, url, { ignoreError: true });
    const target = answer.headers.get('location');
    const location = target !== null && REDIRECTS.has(answer.status) ? new URL(target, url).href : undefined;
    const page: Page = { ...answer, url, location, request: navigation };
    if (location === undefined) this.page = page;
    return page;
  }
}

/** The next navigation of a browser after an answer, or undefined if it waits for its user. */
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

/** The relation of the first page and all URLs of the chain. The most distant one counts. */
function fetchSite({ from, chain }: Navigation): string {
  if (!from) return 'none';
  const relations = chain.map((url) => relation(from.url, url));
  return ['cross-site', 'same-site'].find((name) => relations.includes(name)) ?? 'same-origin';
}

function relation(one: string, other: string): string {
  if (new URL(one).origin === new URL(other).origin) return 'same-origin';
  return siteOf(one) === siteOf(other) ? 'same-site' : 'cross-site';
}

/** A site is the scheme and the registrable domain, without the port. */
function siteOf(url: string): string {
  const { protocol, hostname } = new URL(url);
  const isName = /[a-z]/i.test(hostname) && !hostname.startsWith('[');
  const domain = isName ? getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true }) : undefined;
  return `${protocol}//${domain ?? hostname}`;
}

/** A form of a page without referrers, or one that was redirected to another origin, sends `null`. */
function originHeader({ chain }: Navigation, from: Page | undefined, url: string): string {
  const origin = new URL(from?.url ?? url).origin;
  const redirected = chain.slice(0, -1).some((earlier) => new URL(earlier).origin !== origin);
  return redirected || from?.headers.get('referrer-policy') === 'no-referrer' ? 'null' : origin;
}

/** The SameSite cookies that are sent: all to the own site, Lax ones with a GET from another site, none with a POST from there. */
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
    // Do not keep connections, which could outlive a server that a test has closed.
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

/** The first form of a page, with its action and its hidden fields. */
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
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, decodeEntities(value)]));
}

function decodeEntities(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '');
}
