import destinations from './destinations.mjs';
import libraries from './libraries.mjs';
import logins from './logins.mjs';
import logoutTokens from './logout-tokens.mjs';
import refreshes from './refreshes.mjs';
import requests from './requests.mjs';
import responses from './responses.mjs';
import sealedTexts from './sealed-texts.mjs';
import sessions from './sessions.mjs';

/** Each check that security rests on, broken in one way. */
export const mutants = [
  ...logins,
  ...responses,
  ...sessions,
  ...sealedTexts,
  ...destinations,
  ...refreshes,
  ...logoutTokens,
  ...requests,
  ...libraries,
];
