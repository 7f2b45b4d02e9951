import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import type { JWK } from 'jose';
import type { Answer } from './answers.js';
import { CLIENT_ID, CLIENT_SECRET, secretOf, wrongInAuthorization, wrongInTokenRequest } from './client-requests.js';
import type { Grant, Parameters } from './client-requests.js';
import { CLIENT_KEY, FapiRules } from './fapi-rules.js';
import type { FapiKind } from './fapi-rules.js';
import { providerKeys, signedWith } from './provider-keys.js';
import type { ProviderKeys } from './provider-keys.js';

/** The endpoints of the provider. `elsewhere` is the target of its redirects. */
export type Endpoint =
  | 'discovery'
  | 'authorize'
  | 'par'
  | 'token'
  | 'refresh'
  | 'jwks'
  | 'userinfo'
  | 'revoke'
  | 'introspect'
  | 'api'
  | 'elsewhere';

export type Claims = Record<string, unknown>;

/** How a provider differs from a well-behaved one. An undefined claim is left out. */
export interface Misbehaviour {
  discovery?: (metadata: Claims) => unknown;
  jwks?: (published: { keys: JWK[] }, keys: ProviderKeys) => unknown;
  /** Entries may contain a parameter twice. */
  authorizationResponse?: (parameters: Parameters) => Parameters | [string, string][];
  /** Answers by a form that submits itself (OAuth 2.0 Form Post Response Mode). */
  formPost?: boolean;
  /** Changes the claims of a signed response (JARM). */
  signedResponse?: (claims: Claims) => Claims;
  /** Sends an unsigned response although a signed one was requested. */
  answersPlainly?: boolean;
  /** Signs that response. */
  signResponse?: (claims: Claims, keys: ProviderKeys) => string | Promise<string>;
  /** The scheme in its challenges. */
  dpopScheme?: string;
  idToken?: (claims: Claims, issued: { accessToken: string }) => Claims;
  sign?: (claims: Claims, keys: ProviderKeys) => string | Promise<string>;
  tokenResponse?: (body: Claims) => unknown;
  userinfo?: (claims: Claims) => unknown;
  /** Changes the ID token of a refresh. Undefined leaves it out. */
  refreshedIdToken?: (claims: Claims) => Claims | undefined;
  /** Signs the ID token of a refresh. */
  signRefreshed?: (claims: Claims, keys: ProviderKeys) => Promise<string>;
  refreshResponse?: (body: Claims) => unknown;
  /** Accepts a used refresh token once more, as some providers do for clients that lost the answer. */
  reuse?: boolean;
  /** Handles the requests of an endpoint. */
  respond?: Partial<Record<Endpoint, Answer>>;
}

/** A request to the provider. */
export interface ProviderRequest {
  endpoint: Endpoint;
  path: string;
  parameters: Parameters;
}

const ENDPOINTS: Record<string, Endpoint> = {
  'openid-configuration': 'discovery',
  authorize: 'authorize',
  par: 'par',
  token: 'token',
  jwks: 'jwks',
  userinfo: 'userinfo',
  revoke: 'revoke',
  introspect: 'introspect',
  api: 'api',
  elsewhere: 'elsewhere',
};

/** Shorter values do not count as secrets, because they could occur in any page. */
const SHORTEST_SECRET = 16;

/**
 * An OpenID provider that signs everybody in without a question, and misbehaves on demand. It shares no code
 * with the library, and refuses invalid requests of the client, which `refused` lists.
 */
export class HostileProvider {
  readonly issuer: string;
  readonly keys: ProviderKeys;
  /** The user who signs in next. */
  user = 'alice';
  readonly requests: ProviderRequest[] = [];
  readonly refused: string[] = [];
  /** Values that must never appear in a page, a log or an error. */
  readonly secrets = new Set([CLIENT_SECRET, CLIENT_KEY]);
  /** Undefined for a provider of plain OpenID Connect. */
  readonly fapi: FapiRules | undefined;
  readonly #server: Server;
  readonly #grants = new Map<string, Grant>();
  readonly #waiting: { endpoint: Endpoint; resolve: () => void }[] = [];
  readonly #pushed = new Map<string, Parameters>();
  readonly #subjects = new Map<string, string>();
  /** The grant of each refresh token. Each token works once; a second use revokes its grant (RFC 9700, section 4.14.2). */
  readonly #refreshable = new Map<string, Issued>();
  readonly #usedUp = new Map<string, Issued>();
  #misbehaviour: Misbehaviour;

  private constructor(server: Server, keys: ProviderKeys, misbehaviour: Misbehaviour, fapi: FapiKind | undefined) {
    this.#server = server;
    this.#misbehaviour = misbehaviour;
    this.keys = keys;
    // The app is at "localhost". With an IP address the provider is another site, as in production.
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.fapi = fapi && new FapiRules(this.issuer, fapi);
    server.on('request', (req, res) => void this.#serve(req, res));
  }

  static async start(misbehaviour: Misbehaviour = {}, { fapi }: { fapi?: FapiKind } = {}): Promise<HostileProvider> {
    const keys = await providerKeys();
    // The profile does not allow RS256.
    if (fapi) [keys.current, keys.curve] = [keys.curve, keys.current];
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HostileProvider(server, keys, misbehaviour, fapi);
  }

  /** The options of `oidc()` for the one client of this provider. */
  get client(): { issuer: string; clientId: string; clientSecret: string } {
    return { issuer: this.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  }

  /** Sets the misbehaviour from now on. Without an argument the provider behaves. */
  misbehave(misbehaviour: Misbehaviour = {}): void {
    this.#misbehaviour = misbehaviour;
  }

  /** Replaces the signing key, and publishes only the new one. */
  rotate(): void {
    const { current, other } = this.keys;
    this.keys.current = other;
    this.keys.other = current;
  }

  /** Resolves at the next request to an endpoint. */
  nextRequest(endpoint: Endpoint): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ endpoint, resolve }));
  }

  /** The number of requests to an endpoint. */
  calls(endpoint: Endpoint): number {
    return this.requests.filter((request) => request.endpoint === endpoint).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Listens again after `close()`, at the same address and with its state. */
  async reopen(): Promise<void> {
    const port = Number(new URL(this.issuer).port);
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', this.issuer);
    const named = ENDPOINTS[url.pathname.split('/').at(-1) ?? ''];
    if (!named) return void res.writeHead(404).end();
    const parameters = Object.fromEntries(
      req.method === 'POST' ? new URLSearchParams(await bodyOf(req)) : url.searchParams,
    );
    const endpoint = named === 'token' && parameters['grant_type'] === 'refresh_token' ? 'refresh' : named;
    this.requests.push({ endpoint, path: url.pathname, parameters });
    for (const waiting of this.#waiting) if (waiting.endpoint === endpoint) waiting.resolve();
    this.#keepSecret(parameters['state'], parameters['nonce'], parameters['code_verifier'], parameters['code']);
    this.#keepSecret(parameters['client_assertion'], req.headers['dpop']);
    const behave = (): void => void this.#behave(endpoint, { req, res, parameters });
    const answer = this.#misbehaviour.respond?.[endpoint];
    if (answer) answer(req, res, behave);
    else behave();
  }

  async #behave(endpoint: Endpoint, { req, res, parameters }: Exchange): Promise<void> {
    switch (endpoint) {
      case 'discovery':
        return sendJson(res, 200, this.#discovery());
      case 'authorize':
        return this.#authorize(res, parameters);
      case 'par':
        return this.#push(req, res, parameters);
      case 'token':
        return this.#token(req, res, parameters);
      case 'refresh':
        return this.#refresh(req, res, parameters);
      case 'revoke':
        return this.#revoke(req, res, parameters);
      case 'introspect':
        return this.#introspect(req, res, parameters);
      case 'api':
        return this.#api(req, res);
      case 'jwks':
        return sendJson(res, 200, this.#jwks());
      case 'userinfo':
        return this.#userinfo(req, res);
      case 'elsewhere':
        return sendJson(res, 200, {});
    }
  }

  #discovery(): unknown {
    const metadata = {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      revocation_endpoint: `${this.issuer}/revoke`,
      introspection_endpoint: `${this.issuer}/introspect`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      ...this.fapi?.metadata,
    };
    return (this.#misbehaviour.discovery ?? same)(metadata);
  }

  #jwks(): unknown {
    const published = { keys: [this.keys.current.jwk] };
    return this.#misbehaviour.jwks ? this.#misbehaviour.jwks(published, this.keys) : published;
  }

  /** Accepts a pushed authorization request (RFC 9126), if the metadata of the module has that endpoint. */
  async #push(req: IncomingMessage, res: ServerResponse, sent: Parameters): Promise<void> {
    const jkt = await this.#proven(req, res, 'pushed request');
    if (jkt === undefined) return;
    const parameters = { ...sent, ...requestObject(sent['request']) };
    const wrong = (await this.#wrongInClient(req, sent)) ?? wrongInAuthorization(parameters);
    if (wrong !== undefined) return this.#refuse(res, `pushed request: ${wrong}`);
    const request_uri = `urn:ietf:params:oauth:request_uri:${random()}`;
    this.#pushed.set(request_uri, { ...parameters, ...(jkt === '' ? {} : { dpop_jkt: jkt }) });
    sendJson(res, 201, { request_uri, expires_in: 60 });
  }

  async #authorize(res: ServerResponse, sent: Parameters): Promise<void> {
    const parameters = this.#pushed.get(sent['request_uri'] ?? '') ?? sent;
    const extra = this.fapi && Object.keys(sent).find((name) => !['client_id', 'request_uri'].includes(name));
    const wrong = extra ?? wrongInAuthorization(parameters);
    if (wrong !== undefined) return this.#refuse(res, `authorization request: ${wrong}`);
    const code = random();
    this.#grants.set(code, { parameters, subject: this.user });
    const { state = '', redirect_uri: target = '', response_mode: mode = '' } = parameters;
    const well = { code, state, iss: this.issuer };
    const plain = new URLSearchParams((this.#misbehaviour.authorizationResponse ?? same)(well));
    const { answersPlainly = mode !== 'jwt' } = this.#misbehaviour;
    const response = answersPlainly ? plain : new URLSearchParams({ response: await this.#signed(plain) });
    const secret = ['code', 'state', 'id_token', 'response'];
    this.#keepSecret(code, ...secret.flatMap((name) => [...plain.getAll(name), ...response.getAll(name)]));
    if (this.#misbehaviour.formPost) return sendForm(res, target, response);
    res.writeHead(302, { location: `${target}?${response}` }).end();
  }

  /** A signed response (JARM, section 2.1). */
  async #signed(response: URLSearchParams): Promise<string> {
    const exp = Math.floor(Date.now() / 1000) + 300;
    const well: Claims = { ...Object.fromEntries(response), iss: this.issuer, aud: CLIENT_ID, exp };
    const { signedResponse = same, signResponse } = this.#misbehaviour;
    const claims = signedResponse(well);
    return signResponse ? signResponse(claims, this.keys) : signedWith(this.keys.current, claims);
  }

  async #token(req: IncomingMessage, res: ServerResponse, parameters: Parameters): Promise<void> {
    const jkt = await this.#proven(req, res, 'token request');
    if (jkt === undefined) return;
    const grant = this.#grants.get(parameters['code'] ?? '');
    this.#grants.delete(parameters['code'] ?? '');
    const otherKey = this.fapi && grant?.parameters['dpop_jkt'] !== jkt ? 'another key' : undefined;
    const wrong = (await this.#wrongInClient(req, parameters)) ?? wrongInTokenRequest(parameters, grant) ?? otherKey;
    if (!grant || wrong !== undefined) return this.#refuse(res, `token request: ${wrong}`);
    const issued: Issued = { subject: grant.subject, accessTokens: [] };
    const { accessToken, refreshToken } = this.#issue(issued);
    const { nonce } = grant.parameters;
    const well: Claims = { ...this.#claims(grant.subject), nonce };
    const { idToken, sign: signLogin = sign, tokenResponse = same } = this.#misbehaviour;
    const claims = idToken ? idToken(well, { accessToken }) : well;
    const signed = await signLogin(claims, this.keys);
    this.fapi?.bind(jkt, accessToken);
    const body = tokenResponse({
      access_token: accessToken,
      token_type: this.#tokenType,
      expires_in: 3600,
      refresh_token: refreshToken,
      id_token: signed,
    });
    this.#keepSecret(accessToken, signed, ...Object.values(body ?? {}));
    sendJson(res, 200, body);
  }

  get #tokenType(): string {
    return this.fapi ? 'DPoP' : 'Bearer';
  }

  /** Returns the error of the client authentication, if any. */
  async #wrongInClient(req: IncomingMessage, parameters: Parameters): Promise<string | undefined> {
    if (this.fapi) return this.fapi.wrongInAssertion(parameters);
    return secretOf(req, parameters) === CLIENT_SECRET ? undefined : 'client authentication';
  }

  /** The key thumbprint of the proof of a request. Empty if no proof is needed, undefined if the request was refused. */
  async #proven(
    req: IncomingMessage,
    res: ServerResponse,
    what: string,
    accessToken?: string,
  ): Promise<string | undefined> {
    if (!this.fapi) return '';
    const proof = await this.fapi.proof(req, accessToken);
    if ('jkt' in proof) return proof.jkt;
    if ('wrong' in proof) this.#refuse(res, `${what}: ${proof.wrong}`);
    else this.#askForNonce(res, proof.nonce, accessToken === undefined ? 400 : 401);
    return undefined;
  }

  #askForNonce(res: ServerResponse, nonce: string, status: 400 | 401): void {
    const { dpopScheme = 'DPoP' } = this.#misbehaviour;
    res.setHeader('dpop-nonce', nonce);
    if (status === 401) res.setHeader('www-authenticate', `${dpopScheme} error="use_dpop_nonce"`);
    sendJson(res, status, status === 401 ? {} : { error: 'use_dpop_nonce' });
  }

  async #refresh(req: IncomingMessage, res: ServerResponse, parameters: Parameters): Promise<void> {
    const jkt = await this.#proven(req, res, 'token request');
    if (jkt === undefined) return;
    const sent = parameters['refresh_token'] ?? '';
    const used = this.#usedUp.get(sent);
    const { reuse = false } = this.#misbehaviour;
    if (used && !reuse) this.#end(used);
    const issued = this.#refreshable.get(sent) ?? (reuse ? used : undefined);
    const wrong = await this.#wrongInClient(req, parameters);
    if (!issued || wrong !== undefined)
      return this.#refuse(res, `token request: ${wrong ?? (used ? 'refresh token used again' : 'refresh token')}`);
    this.#refreshable.delete(sent);
    this.#usedUp.set(sent, issued);
    const { accessToken, refreshToken } = this.#issue(issued);
    this.fapi?.bind(jkt, accessToken);
    const { refreshedIdToken = same, refreshResponse = same, signRefreshed = sign } = this.#misbehaviour;
    const claims = refreshedIdToken(this.#claims(issued.subject));
    const body = refreshResponse({
      access_token: accessToken,
      token_type: this.#tokenType,
      expires_in: 3600,
      refresh_token: refreshToken,
      ...(claims === undefined ? {} : { id_token: await signRefreshed(claims, this.keys) }),
    });
    this.#keepSecret(accessToken, ...Object.values(body ?? {}));
    sendJson(res, 200, body);
  }

  #issue(issued: Issued): { accessToken: string; refreshToken: string } {
    const [accessToken, refreshToken] = [random(), random()];
    issued.accessTokens.push(accessToken);
    this.#subjects.set(accessToken, issued.subject);
    this.#refreshable.set(refreshToken, issued);
    return { accessToken, refreshToken };
  }

  #claims(subject: string): Claims {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.issuer, sub: subject, aud: CLIENT_ID, iat: now, exp: now + 300 };
  }

  /** Revokes all access tokens: the API does not accept them any more. */
  forgetAccessTokens(): void {
    this.#subjects.clear();
  }

  /** Revokes all tokens of a grant. */
  #end(issued: Issued): void {
    for (const token of issued.accessTokens) this.#subjects.delete(token);
    for (const [token, of] of this.#refreshable) if (of === issued) this.#refreshable.delete(token);
  }

  async #revoke(req: IncomingMessage, res: ServerResponse, parameters: Parameters): Promise<void> {
    const wrong = await this.#wrongInClient(req, parameters);
    if (wrong !== undefined) return this.#refuse(res, `revocation: ${wrong}`);
    const issued = this.#refreshable.get(parameters['token'] ?? '');
    if (issued) this.#end(issued);
    this.#subjects.delete(parameters['token'] ?? '');
    res.writeHead(200).end();
  }

  async #introspect(req: IncomingMessage, res: ServerResponse, parameters: Parameters): Promise<void> {
    const wrong = await this.#wrongInClient(req, parameters);
    if (wrong !== undefined) return this.#refuse(res, `introspection: ${wrong}`);
    const sub = this.#subjects.get(parameters['token'] ?? '');
    sendJson(res, 200, sub === undefined ? { active: false } : { active: true, sub });
  }

  async #api(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const token = new URL(req.url ?? '/', this.issuer).searchParams.get('access_token') ?? this.#tokenOf(req);
    if (!(await this.#isItsOwn(req, res, token))) return;
    const subject = this.#subjects.get(token);
    if (subject === undefined) return void res.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    sendJson(res, 200, { user: subject, method: req.method });
  }

  #tokenOf({ headers }: IncomingMessage): string {
    const scheme = `${this.#tokenType} `;
    const { authorization = '' } = headers;
    return authorization.startsWith(scheme) ? authorization.slice(scheme.length) : '';
  }

  /** Whether a token has its proof, if it needs one. Refuses the request if not. */
  async #isItsOwn(req: IncomingMessage, res: ServerResponse, token: string): Promise<boolean> {
    const jkt = await this.#proven(req, res, 'call', token);
    if (jkt === undefined) return false;
    if (!this.fapi || this.fapi.isBound(jkt, token) || !this.#subjects.has(token)) return true;
    this.#refuse(res, 'call: another key', 401);
    return false;
  }

  async #userinfo(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const token = this.#tokenOf(req);
    if (!(await this.#isItsOwn(req, res, token))) return;
    const subject = this.#subjects.get(token);
    if (subject === undefined) return this.#refuse(res, 'user info request: access token', 401);
    const claims = {
      sub: subject,
      name: `The user ${subject}`,
      email: `${subject}@example.com`,
      email_verified: true,
    };
    sendJson(res, 200, (this.#misbehaviour.userinfo ?? same)(claims));
  }

  #refuse(res: ServerResponse, why: string, status = 400): void {
    this.refused.push(why);
    sendJson(res, status, { error: why.startsWith('token') ? 'invalid_grant' : 'invalid_request' });
  }

  #keepSecret(...values: unknown[]): void {
    for (const value of values)
      if (typeof value === 'string' && value.length >= SHORTEST_SECRET) this.secrets.add(value);
  }
}

function sign(claims: Claims, { current }: ProviderKeys): Promise<string> {
  return signedWith(current, claims);
}

/** The tokens of one grant. */
interface Issued {
  subject: string;
  accessTokens: string[];
}

/** The parameters of a signed request (RFC 9101). Its signature is not checked. */
function requestObject(request: string | undefined): Parameters {
  return request === undefined ? {} : (decodeJwt(request) as Parameters);
}

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  parameters: Parameters;
}

function sendForm(res: ServerResponse, target: string, response: URLSearchParams): void {
  const inputs = [...response].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  const form = `<form method="post" action="${target}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
  res.writeHead(200, { 'content-type': 'text/html' }).end(form);
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.statusCode = status;
  if (!res.hasHeader('content-type')) res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify(body));
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

function same<T>(value: T): T {
  return value;
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
