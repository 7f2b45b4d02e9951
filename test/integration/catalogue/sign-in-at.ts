import express from 'express';
import { oauth, requireUser } from '../../../src/index.js';
import type { Auth, Client, UserInfo } from '../../../src/index.js';
import { providerKeys, signedWith } from '../../support/hostile/provider-keys.js';
import { Browser } from '../../support/browser.js';
import type { Page } from '../../support/browser.js';
import { serve } from '../../support/serve.js';
import type { ProviderFixture } from './provider-fixture.js';
import { ROWS } from './rows.js';
import { sendJson, startStandIn } from './stand-in.js';
import type { Answer, StandIn } from './stand-in.js';

export const CLIENT_ID = 'our-id';

const ACCESS_TOKEN = { access_token: 'an-access-token' };
const DEFAULT_TOKEN_RESPONSE = { token_type: 'bearer' };

/** Starts a stand-in for the provider of a fixture. It answers every request of a sign-in. */
async function startProvider(fixture: ProviderFixture, getNonce: () => string | null): Promise<StandIn> {
  const protocolAnswers = fixture.idToken ? await answerOidc(fixture, getNonce) : answerTokenRequest(fixture);
  return startStandIn({ ...fixture.answers, ...protocolAnswers });
}

/** The answers of an OpenID Connect provider: metadata, keys and tokens. */
async function answerOidc(fixture: ProviderFixture, getNonce: () => string | null): Promise<Record<string, Answer>> {
  const issuer = fixture.authorization.url.replace(/\/authorize$/, '');
  const { current } = await providerKeys();
  const { host, pathname } = new URL(issuer);
  const base = `${host}${pathname === '/' ? '' : pathname}`;
  const baseUrl = `https://${base}`;
  const hasUserInfo = fixture.answers?.[`${base}/userinfo`] !== undefined;
  return {
    [`${base}/.well-known/openid-configuration`]: {
      issuer: fixture.metadataIssuer ?? fixture.idTokenIssuer ?? issuer,
      authorization_endpoint: `${baseUrl}/authorize`,
      token_endpoint: `${baseUrl}/token`,
      jwks_uri: `${baseUrl}/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
      ...(hasUserInfo ? { userinfo_endpoint: `${baseUrl}/userinfo` } : {}),
    },
    [`${base}/jwks`]: { keys: [current.jwk] },
    [`${base}/token`]: (_req, res) => {
      const now = Math.floor(Date.now() / 1000);
      const iss = fixture.idTokenIssuer ?? issuer;
      const claims = { iss, aud: CLIENT_ID, iat: now, exp: now + 300, nonce: getNonce(), ...fixture.idToken };
      const { tokenResponse = DEFAULT_TOKEN_RESPONSE } = fixture;
      void signedWith(current, claims).then((id_token) =>
        sendJson(res, 200, { token_type: 'Bearer', ...ACCESS_TOKEN, ...(tokenResponse as object), id_token }),
      );
    },
  };
}

/** The answer of an OAuth 2.0 provider's token endpoint. */
function answerTokenRequest(fixture: ProviderFixture): Record<string, Answer> {
  const { authorization, ident } = fixture;
  const row = ROWS.find(({ name }) => ident.startsWith(`${name}:`));
  const { tokenEndpoint } = row as { tokenEndpoint: string };
  const { host, pathname } = new URL(tokenEndpoint.replace('{server}', new URL(authorization.url).origin));
  const { tokenResponse = DEFAULT_TOKEN_RESPONSE } = fixture;
  return {
    [`${host}${pathname}`]: typeof tokenResponse === 'string' ? tokenResponse : { ...ACCESS_TOKEN, ...tokenResponse },
  };
}

/** A sign-in to an app, and its result. */
export interface SignedIn {
  page: Page;
  authorization: URL;
  /** The users that the hook `getAuth` received. */
  users: { ident: string; info: UserInfo }[];
  auth: Auth | undefined;
  provider: StandIn;
  client: Client;
  close(): Promise<void>;
}

/** Signs in to an app with the provider of a fixture. */
export async function signInAt(fixture: ProviderFixture): Promise<SignedIn> {
  let nonce: string | null = null;
  const provider = await startProvider(fixture, () => nonce);
  const users: { ident: string; info: UserInfo }[] = [];
  const app = express();
  const client = fixture.createClient({
    clientId: CLIENT_ID,
    clientSecret: 'a-secret_of.the~client',
    fetch: provider.fetch,
  });
  oauth(app, client, { getAuth: (info, ident) => users.push({ ident, info }) > 0 });
  let auth: Auth | undefined;
  app.get('/me', (req, res) => {
    auth = requireUser(req);
    res.send(auth.ident);
  });
  const served = await serve(app);
  const close = async () => {
    await served.close();
    await provider.close();
  };
  const browser = new Browser();
  const redirect = await browser.follow(await browser.get(`${served.url}/me`), { until: 'https://' });
  if (redirect.location === undefined) {
    await close();
    throw new Error(`No login begins: ${redirect.text}`);
  }
  const authorization = new URL(redirect.location);
  nonce = authorization.searchParams.get('nonce');
  const { responseParameters = {} } = fixture;
  const parameters = { code: 'a-code', state: authorization.searchParams.get('state') ?? '', ...responseParameters };
  const page = responseParameters['user']
    ? await browser.follow(await browser.post(`${served.url}/redirect`, parameters))
    : await browser.open(`${served.url}/redirect?${new URLSearchParams(parameters)}`);
  return { page, authorization, users, auth, provider, client, close };
}
