import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, oidc } from '../../../src/index.js';
import type { OidcOptions } from '../../../src/index.js';
import { rejectionOf } from '../../unit/caught.js';
import type { ProviderFixture } from './provider-fixture.js';
import { signInAt } from './sign-in-at.js';

const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

interface Issuers {
  /** The option. */
  issuer: string;
  /** In the metadata. */
  stated: string;
  /** In the ID token; the stated one by default. */
  issued?: string;
  options?: Partial<OidcOptions>;
  answers?: ProviderFixture['answers'];
  /** Further claims of the ID token. */
  idToken?: Record<string, unknown>;
}

/** The ident of the user who signs in, or the code on the page, with these issuers. */
async function signIn({
  issuer,
  stated,
  issued = stated,
  options = {},
  answers = {},
  idToken = {},
}: Issuers): Promise<string> {
  const signingIn = signInAt({
    createClient: (registration) => oidc({ ...registration, name: 'work', issuer, ...options }),
    idToken: { sub: 'ada', ...idToken },
    idTokenIssuer: issued,
    metadataIssuer: stated,
    answers,
    authorization: { url: `${issuer.replace(/\/$/, '')}/authorize`, parameters: {} },
    ident: 'work:ada',
    info: {},
  });
  const text = await signingIn.then(
    async ({ page, close }) => {
      await close();
      return page.text;
    },
    (error: Error) => error.message,
  );
  return /ERR_\w+|^work:ada$/.exec(text)?.[0] ?? text;
}

describe('a host of Microsoft that states the id of a tenant', () => {
  const b2c = 'https://contoso.b2clogin.com';
  const externalId = 'https://contoso.ciamlogin.com';

  it.each([
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `${b2c}/${TENANT}/v2.0/`],
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0/`, `${b2c}/${TENANT}/v2.0/`],
    [`${b2c}/tfp/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `${b2c}/tfp/${TENANT}/b2c_1_sign-in/v2.0/`],
    [`${externalId}/contoso.onmicrosoft.com/v2.0`, `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`],
    [`https://${TENANT}.ciamlogin.com/contoso.onmicrosoft.com/v2.0`, `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`],
    [`https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`, `https://${TENANT}.ciamlogin.com/${TENANT}/v2.0`],
    ['https://login.microsoftonline.us/contoso.onmicrosoft.us/v2.0', `https://login.microsoftonline.us/${TENANT}/v2.0`],
    [
      'https://login.partner.microsoftonline.cn/contoso.partner.onmschina.cn/v2.0',
      `https://login.partner.microsoftonline.cn/${TENANT}/v2.0`,
    ],
  ])('%s may state %s', async (issuer, stated) => {
    expect(await signIn({ issuer, stated })).toBe('work:ada');
  });

  it('issues tokens under the issuer that it states, and no other', async () => {
    const issuer = `${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`;
    const stated = `${b2c}/${TENANT}/v2.0/`;
    expect(await signIn({ issuer, stated, issued: issuer })).toBe('ERR_OAUTH_ID_TOKEN');
    expect(await signIn({ issuer, stated, issued: `${b2c}/${TENANT}/v2.0` })).toBe('ERR_OAUTH_ID_TOKEN');
    const other = `${b2c}/11111111-6c67-4c5b-b112-36a304b66dad/v2.0/`;
    expect(await signIn({ issuer, stated, issued: other })).toBe('ERR_OAUTH_ID_TOKEN');
  });

  it.each([
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `https://fabrikam.b2clogin.com/${TENANT}/v2.0/`],
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `http://contoso.b2clogin.com/${TENANT}/v2.0/`],
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `${b2c}:8443/${TENANT}/v2.0/`],
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `${b2c}/another.onmicrosoft.com/v2.0/`],
    [`${b2c}/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0`, `${b2c}/${TENANT}/v2.0/?p=other`],
    [`${externalId}/contoso.onmicrosoft.com/v2.0`, `https://fabrikam.ciamlogin.com/${TENANT}/v2.0`],
    [`${externalId}/contoso.onmicrosoft.com/v2.0`, `https://login.microsoftonline.com/${TENANT}/v2.0`],
    ['https://login.microsoftonline.us/common/v2.0', 'https://login.microsoftonline.us/{tenantid}/v2.0'],
    [`https://contoso.b2clogin.com.example/t/v2.0`, `https://contoso.b2clogin.com.example/${TENANT}/v2.0/`],
    [`https://evilb2clogin.com/t/v2.0`, `https://evilb2clogin.com/${TENANT}/v2.0/`],
    [`https://id.example/t/v2.0`, `https://id.example/${TENANT}/v2.0/`],
  ])('%s must not state %s', async (issuer, stated) => {
    expect(await signIn({ issuer, stated })).toBe('ERR_OAUTH_DISCOVERY');
  });
});

describe('the option metadataUrl', () => {
  const issuer = `https://login.contoso.example/${TENANT}/v2.0/`;
  const base = `https://login.contoso.example/${TENANT}/v2.0`;
  const metadataUrl = 'https://cdn.contoso.example/b2c/metadata.json?p=b2c_1_sign-in';
  const document = (stated: string) => ({
    issuer: stated,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: `${base}/jwks`,
  });
  const answers = (stated: string) => ({ 'cdn.contoso.example/b2c/metadata.json': document(stated) });

  it('is where the metadata is, and the issuer is what it states', async () => {
    const nowhere = 'https://nowhere.example/';
    const options = { metadataUrl };
    // The document below the issuer states another one: it is not asked.
    expect(await signIn({ issuer, stated: nowhere, issued: issuer, options, answers: answers(issuer) })).toBe(
      'work:ada',
    );
  });

  it.each([
    ['another', 'https://other.example/'],
    ['one that differs by a slash', base],
    ['one that differs by letter case', `https://LOGIN.contoso.example/${TENANT}/v2.0/`],
  ])('must not lead to metadata with %s', async (_what, stated) => {
    const options = { metadataUrl };
    expect(await signIn({ issuer, stated, options, answers: answers(stated) })).toBe('ERR_OAUTH_DISCOVERY');
  });

  it.each([
    ['common', '{tenantid}', '?appid=app'],
    ['contoso.com', TENANT, '?appid=app'],
  ])('at the issuer %s of Microsoft leads to the issuer %s, as without the option', async (tenant, stated, query) => {
    const host = 'https://login.microsoftonline.com';
    const [entra, issued] = [`${host}/${tenant}/v2.0`, `${host}/${TENANT}/v2.0`];
    const options = { metadataUrl: `${entra}/.well-known/openid-configuration${query}` };
    const idToken = { tid: TENANT };
    expect(await signIn({ issuer: entra, stated: `${host}/${stated}/v2.0`, issued, options, idToken })).toBe(
      'work:ada',
    );
    const other = { tid: '11111111-6c67-4c5b-b112-36a304b66dad' };
    const forged = await signIn({ issuer: entra, stated: `${host}/${stated}/v2.0`, issued, options, idToken: other });
    expect(forged).toBe(tenant === 'common' ? 'ERR_OAUTH_ID_TOKEN' : 'work:ada');
  });

  it('at another host than that of Microsoft must lead to metadata with the very issuer', async () => {
    const b2c = 'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_sign-in/v2.0';
    const stated = `https://contoso.b2clogin.com/${TENANT}/v2.0/`;
    const options = { metadataUrl };
    expect(await signIn({ issuer: b2c, stated, options, answers: answers(stated) })).toBe('ERR_OAUTH_DISCOVERY');
  });

  it.each<[what: string, options: Partial<OidcOptions>]>([
    ['plain http', { metadataUrl: 'http://cdn.contoso.example/metadata.json' }],
    ['no address', { metadataUrl: 'metadata.json' }],
    ['an empty text', { metadataUrl: '' }],
    ['a user', { metadataUrl: 'https://us:er@cdn.contoso.example/metadata.json' }],
    ['a fragment', { metadataUrl: 'https://cdn.contoso.example/metadata.json#part' }],
    [
      'metadata that is given, too',
      { metadataUrl, metadata: { authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token` } },
    ],
  ])('is refused with %s', (_what, options) => {
    const create = () => oidc({ issuer, clientId: 'a', ...options });
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(/^oidc\(\): option "metadataUrl" takes /);
  });
});

describe('the error for another stated issuer', () => {
  const authorize = (issuer: string, stated: string, options: Partial<OidcOptions> = {}) =>
    oidc({
      issuer,
      clientId: 'our-id',
      fetch: async () =>
        Response.json({
          issuer: stated,
          authorization_endpoint: 'https://id.example/authorize',
          token_endpoint: 'https://id.example/token',
          jwks_uri: 'https://id.example/jwks',
        }),
      ...options,
    }).authorize({ state: 's', redirectUri: 'https://app.example/redirect', scope: [], parameters: {} });

  it('names the option "metadataUrl", too, where the metadata is not below it', async () => {
    const issuer = 'https://login.contoso.example/contoso.onmicrosoft.com/policy/v2.0';
    const stated = `https://login.contoso.example/${TENANT}/v2.0/`;
    const metadataUrl = `${issuer}/.well-known/openid-configuration`;
    const error = await rejectionOf(authorize(issuer, stated));
    expect(error).toMatchObject({
      code: 'ERR_OAUTH_DISCOVERY',
      hint: expect.stringContaining(`"metadataUrl" to ${metadataUrl}`),
    });
    // Whoever follows the hint can sign in.
    expect((await authorize(stated, stated, { metadataUrl })).url.host).toBe('id.example');
  });

  it('names only the option "issuer" where a slash is missing', async () => {
    const error = await rejectionOf(authorize('https://id.example/app', 'https://id.example/app/'));
    expect(error).toMatchObject({ hint: expect.stringMatching(/"issuer" .* https:\/\/id\.example\/app\/$/) });
  });

  it('says that a template for many tenants works at the public cloud only', async () => {
    const host = 'https://login.microsoftonline.us';
    const error = await rejectionOf(authorize(`${host}/common/v2.0`, `${host}/{tenantid}/v2.0`));
    expect(error).toMatchObject({ code: 'ERR_OAUTH_DISCOVERY', hint: expect.stringMatching(/template .* one tenant/) });
  });
});
