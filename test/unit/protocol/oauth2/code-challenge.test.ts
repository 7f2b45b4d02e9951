import { expect, it } from '@jest/globals';
import { calculatePKCECodeChallenge, randomPKCECodeVerifier } from 'openid-client';
import { codeChallengeOf } from '../../../../src/protocol/oauth2/code-challenge.js';

it('the code challenge is the one of the specification, and of openid-client', async () => {
  // RFC 7636, appendix B.
  expect(codeChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
  const verifier = randomPKCECodeVerifier();
  expect(codeChallengeOf(verifier)).toBe(await calculatePKCECodeChallenge(verifier));
});
