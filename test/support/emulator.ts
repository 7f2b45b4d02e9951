import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fetch } from '../../src/index.js';
import type { Browser, Page } from './browser.js';
import { freePort } from './free-port.js';
import { answering, firstLine, stopProcess } from './processes.js';

/** The app's registration, the same everywhere. */
export interface EmulatedRegistration {
  clientId: string;
  clientSecret: string;
  redirectUris: readonly string[];
}

/** Servers on this machine in the places of real providers: each states that provider's address as its own. */
export interface Emulators {
  /** What was asked by `fetch`, by method and address. */
  asked: string[];
  /** Leads to the emulators what is asked of the providers. Anybody else cannot be reached. */
  fetch: Fetch;
  /** Follows as `Browser.follow` does, over the providers' addresses. */
  follow(browser: Browser, page: Page): Promise<Page>;
  /** Opens an address that leads to a provider, clicks this e-mail address, and follows to where that ends. */
  signIn(browser: Browser, url: string, email: string): Promise<Page>;
  stop(): Promise<void>;
}

/** The directories that Microsoft's users are in. */
export const TENANTS = {
  staff: 'f1d2d2f9-24e9-86ac-86fd-f7b36c94bcdf',
  privateAccounts: '9188040d-6c67-4c5b-b112-36a304b66dad',
};

/** Where the providers are. The first address is the one that its emulator states. */
const ORIGINS = {
  github: ['https://github.com', 'https://api.github.com'],
  google: ['https://accounts.google.com', 'https://www.googleapis.com'],
  microsoft: ['https://login.microsoftonline.com', 'https://graph.microsoft.com'],
  slack: ['https://slack.com'],
  apple: ['https://appleid.apple.com'],
  okta: ['https://example.okta.com'],
};

type Service = keyof typeof ORIGINS;

/** Who and what the emulators know. A token that they do not know is the first user's: so nobody signs in as Eve. */
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
  // All at once, so that no port is given out twice.
  const ports = await Promise.all(services.map(() => freePort()));
  const places = services.map((service, at) => ({ service, port: ports[at], baseUrl: ORIGINS[service][0], seed }));
  const script = fileURLToPath(new URL('emulator-process.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(places)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await firstLine(child);
  // By its number, as the app is by its name: to a browser these are different sites.
  await Promise.all(ports.map((port) => answering(`http://127.0.0.1:${port}/`)));

  function here(address: string): string {
    const { origin, pathname, search } = new URL(address);
    const at = services.findIndex((service) => ORIGINS[service].includes(origin));
    if (at < 0) throw new Error(`Nobody is in the place of ${origin}`);
    return `http://127.0.0.1:${ports[at]}${pathname}${search}`;
  }

  async function follow(browser: Browser, page: Page): Promise<Page> {
    const reached = await browser.follow(page, { until: 'https://' });
    // By a redirect, or from a page that goes on by itself.
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

/** The page with no form but that of a user: each has one. */
function formOfUser(page: Page, email: string): Page {
  const forms = page.text.match(/<form\b.*?<\/form>/gs) ?? [];
  const text = forms.find((form) => form.includes(`>${email}<`));
  if (text === undefined) throw new Error(`No ${email} at ${page.url} (${page.status}): ${page.text.slice(-600)}`);
  return { ...page, text };
}
