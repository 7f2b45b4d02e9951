import { expect, it } from '@jest/globals';
import * as main from 'express-oauth-beforeware';
import * as testing from 'express-oauth-beforeware/testing';

// Fails when a public name is added, removed or changed. `npm run jest -- -u` accepts the new list.

it('exports from express-oauth-beforeware', () => {
  expect(Object.keys(main).toSorted()).toMatchInlineSnapshot(`
[
  "CallbackError",
  "ConfigurationError",
  "NotSignedInError",
  "OAuthError",
  "ProviderError",
  "ProviderUnavailableError",
  "SessionError",
  "allowInsecureRequests",
  "allowMemoryInProduction",
  "apple",
  "atlassian",
  "auth0",
  "battleNet",
  "bitbucket",
  "cognito",
  "discogs",
  "discord",
  "dropbox",
  "facebook",
  "flickr",
  "github",
  "githubEnterprise",
  "gitlab",
  "google",
  "huggingFace",
  "instagram",
  "isOAuthError",
  "keycloak",
  "linkedIn",
  "mediaWiki",
  "microsoft",
  "notion",
  "oauth",
  "oauth1",
  "oauth2",
  "oidc",
  "okta",
  "orcid",
  "reddit",
  "requireUser",
  "salesforce",
  "slack",
  "spotify",
  "stackExchange",
  "strava",
  "trello",
  "tumblr",
  "twitch",
  "twitter",
  "userOf",
  "vk",
  "x",
  "yandex",
  "zoom",
]
`);
});

it('exports from express-oauth-beforeware/testing', () => {
  expect(Object.keys(testing).toSorted()).toMatchInlineSnapshot(`
[
  "developmentProvider",
]
`);
});
