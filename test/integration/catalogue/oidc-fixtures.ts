import { generateKeyPairSync } from 'node:crypto';
import * as catalogue from '../../../src/index.js';
import { ADA } from './provider-fixture.js';
import type { ProviderFixture } from './provider-fixture.js';

/** The kind of key that Apple issues. */
const APPLE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

/** The fixtures of all rows for OpenID Connect, by the name of the row. */
export const OIDC_FIXTURES: Record<string, ProviderFixture> = {
  google: {
    createClient: catalogue.google,
    idToken: { sub: '10769150350006150715113082367', email: ADA.email, email_verified: true, hd: 'example.com' },
    answers: { 'accounts.google.com/userinfo': { sub: '10769150350006150715113082367', ...ADA, email_verified: true } },
    authorization: { url: 'https://accounts.google.com/authorize', parameters: { scope: 'openid email profile' } },
    ident: 'google:10769150350006150715113082367',
    info: { ...ADA, email_verified: true, hd: 'example.com' },
    api: ['calendar/v3/calendars/primary', 'https://www.googleapis.com/calendar/v3/calendars/primary'],
  },
  microsoft: {
    createClient: catalogue.microsoft,
    idTokenIssuer: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    metadataIssuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    idToken: {
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      tid: '9188040d-6c67-4c5b-b112-36a304b66dad',
      oid: '00000000-0000-0000-66f3-3332eca7ea81',
      preferred_username: 'ada@example.com',
      name: ADA.name,
      email: ADA.email,
    },
    answers: {},
    authorization: {
      url: 'https://login.microsoftonline.com/common/v2.0/authorize',
      parameters: { scope: 'openid email profile' },
    },
    ident: 'microsoft:AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    info: { name: ADA.name, email: ADA.email, preferred_username: 'ada@example.com' },
    api: ['me', 'https://graph.microsoft.com/v1.0/me'],
  },
  auth0: {
    createClient: (registration) => catalogue.auth0({ ...registration, domain: 'example.eu.auth0.com' }),
    idTokenIssuer: 'https://example.eu.auth0.com/',
    idToken: { sub: 'auth0|5f7c8ec7c33c6c004bbafe82' },
    answers: {
      'example.eu.auth0.com/userinfo': {
        sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
        ...ADA,
        nickname: 'ada',
        email_verified: true,
      },
    },
    authorization: { url: 'https://example.eu.auth0.com/authorize', parameters: {} },
    ident: 'auth0:auth0|5f7c8ec7c33c6c004bbafe82',
    info: { ...ADA, nickname: 'ada', email_verified: true },
  },
  okta: {
    createClient: (registration) => catalogue.okta({ ...registration, domain: 'example.okta.com' }),
    idToken: { sub: '00uid4BxXw6I6TV4m0g3', name: ADA.name },
    answers: {
      'example.okta.com/userinfo': { sub: '00uid4BxXw6I6TV4m0g3', name: ADA.name, preferred_username: ADA.email },
    },
    authorization: { url: 'https://example.okta.com/authorize', parameters: {} },
    ident: 'okta:00uid4BxXw6I6TV4m0g3',
    info: { name: ADA.name, preferred_username: ADA.email },
    api: ['users/me', 'https://example.okta.com/api/v1/users/me'],
  },
  keycloak: {
    createClient: (registration) =>
      catalogue.keycloak({ ...registration, server: 'https://id.example.com/auth', realm: 'staff' }),
    idToken: { sub: 'f1a2', preferred_username: 'ada', email_verified: false, email: ADA.email },
    answers: {
      'id.example.com/auth/realms/staff/userinfo': {
        sub: 'f1a2',
        preferred_username: 'ada',
        email_verified: false,
        email: ADA.email,
      },
    },
    authorization: { url: 'https://id.example.com/auth/realms/staff/authorize', parameters: {} },
    ident: 'keycloak:f1a2',
    info: { preferred_username: 'ada', email: ADA.email, email_verified: false },
  },
  cognito: {
    createClient: (registration) =>
      catalogue.cognito({ ...registration, region: 'eu-west-1', userPool: 'eu-west-1_AbCdEf123' }),
    idToken: { sub: 'aaaa-bbbb', 'cognito:username': 'ada', 'cognito:groups': ['staff'] },
    answers: {
      'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/userinfo': {
        sub: 'aaaa-bbbb',
        email_verified: 'true',
        email: ADA.email,
        username: 'ada',
      },
    },
    authorization: { url: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/authorize', parameters: {} },
    ident: 'cognito:aaaa-bbbb',
    info: { email: ADA.email, email_verified: true },
  },
  salesforce: {
    createClient: catalogue.salesforce,
    idToken: { sub: 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P' },
    answers: {
      'login.salesforce.com/userinfo': {
        sub: 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P',
        ...ADA,
        email_verified: true,
        user_id: '005x00000012Q9P',
      },
    },
    authorization: { url: 'https://login.salesforce.com/authorize', parameters: {} },
    ident: 'salesforce:https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P',
    info: { ...ADA, email_verified: true },
  },
  linkedin: {
    createClient: catalogue.linkedIn,
    idToken: { sub: '782bbtaQ', nonce: undefined },
    answers: { 'www.linkedin.com/oauth/userinfo': { sub: '782bbtaQ', ...ADA, email_verified: true, locale: 'en-US' } },
    authorization: { url: 'https://www.linkedin.com/oauth/authorize', parameters: { scope: 'openid email profile' } },
    ident: 'linkedin:782bbtaQ',
    info: { ...ADA, email_verified: true },
  },
  slack: {
    createClient: catalogue.slack,
    tokenResponse: { ok: true, token_type: 'Bearer' },
    idToken: {
      sub: 'U0R7MFMJM',
      'https://slack.com/user_id': 'U0R7MFMJM',
      'https://slack.com/team_id': 'T0R7GR37W',
    },
    answers: { 'slack.com/userinfo': { ok: true, sub: 'U0R7MFMJM', ...ADA, email_verified: true } },
    authorization: { url: 'https://slack.com/authorize', parameters: {} },
    ident: 'slack:T0R7GR37W:U0R7MFMJM',
    info: { ...ADA, email_verified: true },
    api: ['users.info', 'https://slack.com/api/users.info'],
  },
  gitlab: {
    createClient: (registration) => catalogue.gitlab({ ...registration, server: 'https://git.example.com/lab' }),
    idToken: { sub: '17', nickname: 'ada' },
    answers: {
      'git.example.com/lab/userinfo': { sub: '17', nickname: 'ada', ...ADA, email_verified: true, groups: ['staff'] },
    },
    authorization: { url: 'https://git.example.com/lab/authorize', parameters: {} },
    ident: 'gitlab:17',
    info: { ...ADA, preferred_username: 'ada', email_verified: true },
    api: ['projects', 'https://git.example.com/lab/api/v4/projects'],
  },
  huggingface: {
    createClient: catalogue.huggingFace,
    idToken: { sub: '62f264b9f3c90f4b6514a269' },
    answers: {
      'huggingface.co/userinfo': {
        sub: '62f264b9f3c90f4b6514a269',
        ...ADA,
        preferred_username: 'ada',
        email_verified: true,
      },
    },
    authorization: { url: 'https://huggingface.co/authorize', parameters: {} },
    ident: 'huggingface:62f264b9f3c90f4b6514a269',
    info: { ...ADA, preferred_username: 'ada', email_verified: true },
    api: ['whoami-v2', 'https://huggingface.co/api/whoami-v2'],
  },
  orcid: {
    createClient: catalogue.orcid,
    tokenResponse: { token_type: 'bearer', expires_in: 631138518, name: ADA.name, orcid: '0000-0001-2345-6789' },
    idToken: { sub: '0000-0001-2345-6789', given_name: 'Ada', family_name: 'Lovelace' },
    answers: {
      'orcid.org/userinfo': { sub: '0000-0001-2345-6789', name: null, given_name: 'Ada', family_name: 'Lovelace' },
    },
    authorization: { url: 'https://orcid.org/authorize', parameters: { scope: 'openid' } },
    ident: 'orcid:0000-0001-2345-6789',
    info: { given_name: 'Ada', family_name: 'Lovelace' },
  },
  apple: {
    createClient: ({ clientSecret: _secret, ...registration }) =>
      catalogue.apple({ ...registration, teamId: 'DEF123GHIJ', keyId: 'ABC123DEFG', privateKey: APPLE_KEY }),
    idToken: { sub: '001451.3dc436155xxxxxxxxxxxxxxxxxxxxx59f.1337', email: ADA.email, email_verified: 'true' },
    responseParameters: { user: '{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"evil@example.com"}' },
    authorization: {
      url: 'https://appleid.apple.com/authorize',
      parameters: { response_mode: 'form_post', scope: 'openid name email' },
    },
    ident: 'apple:001451.3dc436155xxxxxxxxxxxxxxxxxxxxx59f.1337',
    info: { name: ADA.name, given_name: 'Ada', family_name: 'Lovelace', email: ADA.email, email_verified: true },
  },
  twitch: {
    createClient: catalogue.twitch,
    tokenResponse: { token_type: 'bearer', expires_in: 14_000, scope: ['openid', 'user:read:email'] },
    idToken: { sub: '713936733' },
    answers: {
      'id.twitch.tv/oauth2/userinfo': {
        sub: '713936733',
        preferred_username: 'ada',
        email: ADA.email,
        email_verified: true,
        picture: ADA.picture,
      },
    },
    authorization: { url: 'https://id.twitch.tv/oauth2/authorize', parameters: { scope: 'openid user:read:email' } },
    ident: 'twitch:713936733',
    info: { preferred_username: 'ada', email: ADA.email, email_verified: true, picture: ADA.picture },
    api: ['users', 'https://api.twitch.tv/helix/users'],
  },
  battlenet: {
    createClient: (registration) => catalogue.battleNet({ ...registration, region: 'eu' }),
    idToken: { sub: '123456' },
    answers: { 'oauth.battle.net/userinfo': { sub: '123456', id: 123456, battletag: 'Ada#1815' } },
    authorization: { url: 'https://oauth.battle.net/authorize', parameters: { scope: 'openid' } },
    ident: 'battlenet:123456',
    info: { preferred_username: 'Ada#1815' },
    api: ['data/wow/token/', 'https://eu.api.blizzard.com/data/wow/token/'],
  },
};
