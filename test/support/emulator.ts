import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fetch } from '../../src/index.js';
import type { Browser, Page } from './browser.js';
import { freePort } from './free-port.js';
import { waitForAnswer, readFirstLine, stopProcess } from './processes.js';

/** The app's registration, which is the same at all emulators. */
export interface EmulatedRegistration {
  clientId: string;
  clientSecret: string;
  redirectUris: readonly string[];
}

/** Local servers that emulate real providers. Each has the URL of that provider as its own base URL. */
export interface Emulators {
  /** The requests by `fetch`, with method and URL. */
  asked: string[];
  /** Sends requests for the providers to the emulators. Rejects any other request. */
  fetch: Fetch;
  /** Follows redirects like `Browser.follow`, also those to the providers' URLs. */
  follow(browser: Browser, page: Page): Promise<Page>;
  /** Opens a URL that leads to a provider, clicks the user with this e-mail address, and follows all redirects. */
  signIn(browser: Browser, url: string, email: string): Promise<Page>;
  stop(): Promise<void>;
}

/** The Microsoft tenants of the users. */
export const TENANTS = {
  staff: 'f1d2d2f9-24e9-86ac-86fd-f7b36c94bcdf',
  privateAccounts: '9188040d-6c67-4c5b-b112-36a304b66dad',
};

/** The origins of the providers. The emulator has the first one as its base URL. */
const ORIGINS = {
  github: ['https://github.com', 'https://api.github.com'],
  google: ['https://accounts.google.com', 'https://www.googleapis.com'],
  microsoft: ['https://login.microsoftonline.com', 'https://graph.microsoft.com'],
  slack: ['https://slack.com'],
  apple: ['https://appleid.apple.com'],
  okta: ['https://example.okta.com'],
};

type Service = keyof typeof ORIGINS;

/** The data of the emulators. They take an unknown token for the first user, so that no test signs in as Eve. */
function seeds({ clientId: client_id, clientSecret: client_secret, redirectUris }: EmulatedRegistration) {
  const client = { client_id, client_secret, name: 'The app', redirect_uris: redirectUris };
  const eve = { email: 'eve@example.test', name: 'Eve Moneypenny' };
  const ada = { email: 'ada@example.test', name: 'Ada Lovelace' };
  const bob = { email: 'bob@example.test', name: 'Bob Cratchit' };
  return {
    github: {
      users: [
        { ...eve, login: 'eve' },
        { ...ada, login: 'ada' },
      ],
      repos: [
        { owner: 'eve', name: 'plots', private: true },
        { owner: 'ada', name: 'engine', private: true },
      ],
      oauth_apps: [client],
    },
    google: {
      users: [eve, { ...ada, hd: 'example.test' }, { ...bob, email_verified: false }],
      oauth_clients: [client],
    },
    microsoft: { users: [eve, { ...ada, tenant_id: TENANTS.staff }, bob], oauth_clients: [client] },
    slack: {
      team: { name: 'Engines', domain: 'engines' },
      users: [
        { name: 'eve', real_name: eve.name, email: eve.email },
        { name: 'ada', real_name: ada.name, email: ada.email },
      ],
      oauth_apps: [client],
    },
    apple: { users: [eve, ada, { ...bob, is_private_email: true }], oauth_clients: [{ ...client, team_id: 'TEAM' }] },
    okta: {
      users: [
        { login: eve.email, first_name: 'Eve', last_name: 'Moneypenny' },
        { login: ada.email, first_name: 'Ada', last_name: 'Lovelace', okta_id: '00uada' },
      ],
      groups: [{ name: 'Engineers', okta_id: '00gengineers' }],
      group_memberships: [{ group_okta_id: '00gengineers', user_okta_id: '00uada' }],
      oauth_clients: [{ ...client, auth_server_id: 'org' }],
    },
  } satisfies Record<Service, object>;
}

/** Starts the emulators, all in one process. */
export async function startEmulators(registration: EmulatedRegistration): Promise<Emulators> {
  const seed = seeds(registration);
  const services = Object.keys(ORIGINS) as Service[];
  // Ask for all ports at once, so that no port is returned twice.
  const ports = await Promise.all(services.map(() => freePort()));
  const places = services.map((service, at) => ({ service, port: ports[at], baseUrl: ORIGINS[service][0], seed }));
  const script = fileURLToPath(new URL('emulator-process.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(places)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await readFirstLine(child);
  // By address, while the app has a host name: for a browser these are different sites.
  await Promise.all(ports.map((port) => waitForAnswer(`http://127.0.0.1:${port}/`)));

  function here(address: string): string {
    const { origin, pathname, search } = new URL(address);
    const at = services.findIndex((service) => ORIGINS[service].includes(origin));
    if (at < 0) throw new Error(`Nobody is in the place of ${origin}`);
    return `http://127.0.0.1:${ports[at]}${pathname}${search}`;
  }

  async function follow(browser: Browser, page: Page): Promise<Page> {
    const reached = await browser.follow(page, { until: 'https://' });
    // Either a redirect, or a page that refreshes.
    const away = reached.location ?? /^0;url=(.+)$/.exec(reached.headers.get('refresh') ?? '')?.[1];
    if (!away?.startsWith('https://')) return reached;
    const from = reached.location === undefined ? reached : reached.request.from;
    return follow(browser, await browser.get(here(away), { from }));
  }

  const asked: string[] = [];
  return {
    asked,
    fetch(url, init) {
      asked.push(`${init.method ?? 'GET'} ${url}`);
      return globalThis.fetch(here(url), init);
    },
    follow,
    async signIn(browser, url, email) {
      const page = await follow(browser, await browser.get(url));
      return follow(browser, await browser.submit(formOfUser(page, email)));
    },
    stop: () => stopProcess(child),
  };
}

/** Returns the page with only the form of this user. */
function formOfUser(page: Page, email: string): Page {
  const forms = page.text.match(/<form\b.*?<\/form>/gs) ?? [];
  const text = forms.find((form) => form.includes(`>${email}<`));
  if (text === undefined) throw new Error(`No ${email} at ${page.url} (${page.status}): ${page.text.slice(-600)}`);
  return { ...page, text };
}
