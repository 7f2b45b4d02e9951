import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeEach } from '@jest/globals';
import type { Request, Response as Res } from 'express';
import { requireUser } from '../../src/index.js';
import type { ApiInit, Auth, OidcOptions } from '../../src/index.js';
import { HostileProvider } from './hostile/hostile-provider.js';
import { Browser } from './browser.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';
import { startSignInApp } from './sign-in-app.js';
import type { SignInApp } from './sign-in-app.js';
import { useEndAfterTest } from './use.js';

/** Answers a request to the API. */
export type ApiAnswer = (req: IncomingMessage, res: ServerResponse) => unknown;

/** An app with a signed-in user, and an API of the provider that the test implements. */
class ApiApp {
  readonly provider: HostileProvider;
  readonly #api: Served;
  readonly #app: SignInApp;
  readonly #browser = new Browser();
  #handler: (req: Request, res: Res) => Promise<void> = async (_req, res) => void res.end();

  private constructor(provider: HostileProvider, api: Served, app: SignInApp) {
    this.provider = provider;
    this.#api = api;
    this.#app = app;
    app.app.get('/work', (req, res) => this.#handler(req, res));
  }

  /** The API is below `/v1/`. */
  static async start(answer: ApiAnswer, client: Partial<OidcOptions> = {}): Promise<ApiApp> {
    const provider = await HostileProvider.start();
    const api = await serve((req, res) => void answer(req, res));
    const app = await startSignInApp({
      client: { ...provider.client, apiBase: `${api.url}/v1/`, ...client },
    });
    const started = new ApiApp(provider, api, app);
    await started.#browser.open(`${app.url}/me`);
    return started;
  }

  /** Runs something in a handler of the app, as its user. */
  asUser<T>(work: (auth: Auth) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#handler = async (req, res) => {
        await work(requireUser(req)).then(resolve, reject);
        res.end();
      };
      this.#browser.get(`${this.#app.url}/work`).catch(reject);
    });
  }

  call(path: string, init?: ApiInit): Promise<Response> {
    return this.asUser((auth) => auth.fetch(path, init));
  }

  token(): Promise<string> {
    return this.asUser((auth) => auth.accessToken());
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.#api.close();
    await this.provider.close();
  }
}

/** What the tests of a file use to start such an app. */
export interface ApiApps {
  /** What the API got during the running test, where its answer is `recordRequests(received)`. */
  readonly received: Received[];
  /** Starts an app, which ends with the test. */
  start(answer: ApiAnswer, client?: Partial<OidcOptions>): Promise<ApiApp>;
}

export function useApiApp(): ApiApps {
  const endAfterTest = useEndAfterTest();
  const received: Received[] = [];
  beforeEach(() => {
    received.length = 0;
  });
  return { received, start: async (answer, client) => endAfterTest(await ApiApp.start(answer, client)) };
}

/** A request to the API. */
export interface Received {
  method: string | undefined;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Records each request, and answers with a status. */
export function recordRequests(received: Received[], statusOf: (got: Received) => number = () => 200): ApiAnswer {
  return async function answer(req, res) {
    const { pathname: path, searchParams } = new URL(req.url ?? '', 'http://localhost');
    const { method, headers } = req;
    const got = { method, path, query: Object.fromEntries(searchParams), headers, body: await text(req) };
    received.push(got);
    res.writeHead(statusOf(got), { location: '/v1/elsewhere' }).end();
  };
}

/** The parts of a request that contain a text. */
export function placesOf(sought: string, { query, headers, body }: Received): string[] {
  return Object.entries({ query, headers, body }).flatMap(([place, content]) =>
    JSON.stringify(content).includes(sought) ? [place] : [],
  );
}

/** Makes a body that streams. */
export function streamOf(parts: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from<Uint8Array>(parts());
}
