import express from 'express';
import { oauth } from '../../../src/index.js';
import type { Auth, Client, UserInfo } from '../../../src/index.js';
import type { Provider } from '../../../src/providers/provider.js';
import * as code from '../../../src/providers/rows/code.js';
import * as leisure from '../../../src/providers/rows/leisure.js';
import * as people from '../../../src/providers/rows/people.js';
import * as work from '../../../src/providers/rows/work.js';
import { providerKeys, signedWith } from '../../support/hostile/provider-keys.js';
import { Browser } from '../../support/browser.js';
import type { Page } from '../../support/browser.js';
import { serve } from '../../support/serve.js';
import { inPlaceOf } from './in-place-of.js';
import type { Answer, InPlaceOf } from './in-place-of.js';
import { SHAPES } from './shapes.js';
import type { Shape } from './shapes.js';

/** All rows of the catalogue. */
export const ROWS: readonly Provider[] = Object.values({ ...code, ...leisure, ...people, ...work });
export const CLIENT_ID = 'our-id';

/** The address that a row's client is sent to, its parts filled in as the shape does. */
function issuerOf({ authorization }: Shape): string {
  return authorization.at.replace(/\/authorize$/, '');
}

/** A provider of this shape, as far as a login goes. */
async function provider(shape: Shape, nonce: () => string | null): Promise<InPlaceOf> {
  const answers: Record<string, Answer> = { ...shape.answers };
  const tokenBody = shape.token ?? { token_type: 'bearer' };
  const access = { access_token: 'an-access-token' };
  if (shape.idToken) {
    const issuer = issuerOf(shape);
    const { current } = await providerKeys();
    const { host, pathname } = new URL(issuer);
    const at = `${host}${pathname === '/' ? '' : pathname}`;
    const address = `https://${at}`;
    const stated = shape.statedIssuer ?? shape.issuer ?? issuer;
    answers[`${at}/.well-known/openid-configuration`] = {
      issuer: stated,
      authorization_endpoint: `${address}/authorize`,
      token_endpoint: `${address}/token`,
      jwks_uri: `${address}/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
      ...(answers[`${at}/userinfo`] === undefined ? {} : { userinfo_endpoint: `${address}/userinfo` }),
    };
    answers[`${at}/jwks`] = { keys: [current.jwk] };
    answers[`${at}/token`] = (_req, res) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: shape.issuer ?? issuer, aud: CLIENT_ID, iat: now, exp: now + 300, nonce: nonce() };
      void signedWith(current, { ...claims, ...shape.idToken }).then((id_token) =>
        res
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ token_type: 'Bearer', ...access, ...(tokenBody as object), id_token })),
      );
    };
  } else {
    const { tokenEndpoint } = row(shape) as { tokenEndpoint: string };
    const { host, pathname } = new URL(tokenEndpoint);
    answers[`${host}${pathname}`] = typeof tokenBody === 'string' ? tokenBody : { ...access, ...tokenBody };
  }
  return inPlaceOf(answers);
}

function row(shape: Shape): object {
  const found = ROWS.find(({ name }) => SHAPES[name]?.ident === shape.ident);
  const text = JSON.stringify(found).replaceAll('{server}', new URL(shape.authorization.at).origin);
  return JSON.parse(text) as object;
}

/** A login in an app, and what came of it. */
export interface SignedIn {
  page: Page;
  authorization: URL;
  told: { ident: string; info: UserInfo }[];
  auth: Auth | undefined;
  place: InPlaceOf;
  client: Client;
  close(): Promise<void>;
}

/** A whole login in an app, at a provider of this shape. */
export async function signInAt(shape: Shape): Promise<SignedIn> {
  let nonce: string | null = null;
  const place = await provider(shape, () => nonce);
  const told: { ident: string; info: UserInfo }[] = [];
  const app = express();
  const client = shape.make({ clientId: CLIENT_ID, clientSecret: 'a-secret_of.the~client', fetch: place.fetch });
  oauth(app, client, { getAuth: (info, ident) => told.push({ ident, info }) > 0 });
  let auth: Auth | undefined;
  app.get('/me', (req, res) => {
    auth = req.auth;
    res.send(req.auth.ident);
  });
  const served = await serve(app);
  const browser = new Browser();
  const begun = await browser.follow(await browser.get(`${served.url}/me`), { until: 'https://' });
  const authorization = new URL(begun.location ?? '');
  nonce = authorization.searchParams.get('nonce');
  const parameters = { code: 'a-code', state: authorization.searchParams.get('state') ?? '', ...shape.response };
  const page = shape.response?.['user']
    ? await browser.follow(await browser.post(`${served.url}/redirect`, parameters))
    : await browser.open(`${served.url}/redirect?${new URLSearchParams(parameters)}`);
  const close = async () => {
    await served.close();
    await place.close();
  };
  return { page, authorization, told, auth, place, client, close };
}
