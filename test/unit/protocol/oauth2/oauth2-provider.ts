import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oauth2 } from '../../../../src/index.js';
import type { Client, Identity, OAuth2Options } from '../../../../src/index.js';

/** An answer of an endpoint. An object is sent as JSON, a string as it is. */
interface EndpointAnswer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: unknown;
}

/** A request to an endpoint. */
interface EndpointRequest {
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  form: URLSearchParams;
}

/** An OAuth 2.0 provider on this machine. A test can change each of its answers. */
export interface OAuth2Provider {
  url: string;
  asked: EndpointRequest[];
  token: EndpointAnswer;
  user: EndpointAnswer;
  emails: EndpointAnswer;
  client(options?: Partial<OAuth2Options>): Client;
  /** The second half of a login: identifies the user by a valid authorization response. */
  signIn(options?: Partial<OAuth2Options>, parameters?: Record<string, string>): Promise<Identity>;
  close(): Promise<void>;
}

export const STATE = 's'.repeat(43);
export const REDIRECT_URI = 'http://localhost:3000/redirect';
export const VERIFIER = `tellNobody-verifier-${'v'.repeat(30)}`;
export const TOKENS = { access_token: 'tellNobody-access-token', token_type: 'bearer', scope: 'read:user user:email' };

/** Starts such a provider on a free port. */
export async function startOAuth2Provider(): Promise<OAuth2Provider> {
  const asked: EndpointRequest[] = [];
  const provider = {
    token: { body: TOKENS },
    user: { body: { sub: 'ada' } },
    emails: { body: [] },
  } as unknown as OAuth2Provider;
  const server = createServer((req, res) => {
    let text = '';
    req.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    req.on('end', () => {
      const path = req.url ?? '';
      asked.push({ path, method: req.method ?? '', headers: req.headers, form: new URLSearchParams(text) });
      const {
        status = 200,
        type = 'application/json',
        headers = {},
        body,
      } = provider[path.slice(1) as 'token' | 'user' | 'emails'];
      res
        .writeHead(status, { 'content-type': type, ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const client: OAuth2Provider['client'] = (options = {}) =>
    oauth2({
      name: 'plain',
      clientId: 'app',
      clientSecret: 'tellNobody-secret',
      authorizationEndpoint: `${url}/authorize`,
      tokenEndpoint: `${url}/token`,
      userinfoEndpoint: `${url}/user`,
      scope: 'read:user user:email',
      ...options,
    });
  return Object.assign(provider, {
    url,
    asked,
    client,
    signIn: (
      options?: Partial<OAuth2Options>,
      parameters: Record<string, string> = { code: 'tellNobody-code', state: STATE },
    ) =>
      client(options).identify({
        parameters: new URLSearchParams(parameters),
        state: STATE,
        redirectUri: REDIRECT_URI,
        pendingChecks: { codeVerifier: VERIFIER, scope: ['read:user', 'user:email'] },
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
