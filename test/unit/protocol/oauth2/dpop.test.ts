import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { asksForNonce, DPoP } from '../../../../src/protocol/oauth2/dpop.js';

const target = new URL('https://api.example/v1/things?of=alice#here');
const answering = (nonce: string) => async () => new Response(null, { headers: { 'dpop-nonce': nonce } });

async function proofOf(dpop: DPoP, init: RequestInit = {}, url = target, listed: unknown = ['ES256']) {
  const { init: sent } = await dpop.authorise({ target: url, init }, 'the token', await dpop.createKey(listed));
  const headers = new Headers(sent.headers);
  return { proof: headers.get('dpop') ?? '', authorization: headers.get('authorization') };
}

describe('the proof of a call (RFC 9449, section 4.2)', () => {
  it.each(['ES256', 'Ed25519', 'EdDSA', 'PS256'])(
    'is signed by the key in its header, with %s when the provider lists it',
    async (alg) => {
      const { proof, authorization } = await proofOf(new DPoP(), {}, target, ['HS256', alg]);
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: [alg] });
      expect(payload).toMatchObject({ htm: 'GET', htu: 'https://api.example/v1/things', jti: expect.any(String) });
      expect(payload['nonce']).toBeUndefined();
      // No part of the private key.
      expect(
        Object.keys(protectedHeader.jwk ?? {}).filter((name) => !['kty', 'crv', 'x', 'y', 'n', 'e'].includes(name)),
      ).toEqual([]);
      expect(authorization).toBe('DPoP the token');
    },
  );

  it.each([
    ['post', 'POST'],
    ['PATCH', 'PATCH'],
    ['patch', 'patch'],
    ['delete', 'DELETE'],
  ])('names the method %s as fetch sends it', async (method, htm) => {
    expect(decodeJwt((await proofOf(new DPoP(), { method })).proof)).toMatchObject({ htm });
  });

  it('is different each time, with another key for each session', async () => {
    const dpop = new DPoP();
    const [one, other] = await Promise.all([proofOf(dpop), proofOf(dpop)]);
    expect(decodeJwt(one.proof).jti).not.toBe(decodeJwt(other.proof).jti);
    const thumbprints = [one, other].map(({ proof }) => calculateJwkThumbprint(decodeProtectedHeader(proof).jwk ?? {}));
    expect(new Set(await Promise.all(thumbprints)).size).toBe(2);
  });
});

describe('the nonce of a server (section 8)', () => {
  it('is used in proofs for its origin only, and the newest one replaces the others', async () => {
    const dpop = new DPoP();
    await dpop.rememberNonces(answering('old'))('https://api.example/a', {});
    await dpop.rememberNonces(answering('new'))('https://api.example/b', {});
    expect(decodeJwt((await proofOf(dpop)).proof)['nonce']).toBe('new');
    expect(decodeJwt((await proofOf(dpop, {}, new URL('https://other.example/'))).proof)['nonce']).toBeUndefined();
  });

  it('is used in the requests of openid-client, too', async () => {
    const dpop = new DPoP();
    const server = { issuer: 'https://id.example', token_endpoint: 'https://id.example/token' };
    const config = new openid.Configuration(server, 'app', {}, openid.None());
    const proofs: string[] = [];
    const answer = async (_url: string, init: RequestInit) => {
      proofs.push(new Headers(init.headers).get('dpop') ?? '');
      return Response.json({ access_token: 'a', token_type: 'DPoP' }, { headers: { 'dpop-nonce': 'of the server' } });
    };
    const fetch = dpop.rememberNonces(answer);
    config[openid.customFetch] = (url, init) => fetch(url, init as RequestInit);
    const refresh = async () => {
      const handle = await dpop.createHandle(config, await dpop.createKey(undefined));
      await openid.refreshTokenGrant(config, 'r', undefined, { DPoP: handle });
    };
    await refresh();
    await refresh();
    expect(proofs.map((proof) => decodeJwt(proof)['nonce'])).toEqual([undefined, 'of the server']);
  });

  it('is remembered for a hundred origins at most', async () => {
    const dpop = new DPoP();
    for (let at = 0; at <= 100; at += 1)
      await dpop.rememberNonces(answering('its nonce'))(`https://${at}.example/`, {});
    const nonceAt = async (at: number) =>
      decodeJwt((await proofOf(dpop, {}, new URL(`https://${at}.example/`))).proof)['nonce'];
    expect([await nonceAt(0), await nonceAt(1), await nonceAt(100)]).toEqual([undefined, 'its nonce', 'its nonce']);
  });

  it.each<[asked: boolean, status: number, challenge: string | undefined, nonce: string | undefined]>([
    [true, 401, 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce"', 'n'],
    [true, 401, 'dPoP error=use_dpop_nonce', 'n'],
    [true, 401, 'Bearer realm="all", DPoP algs="ES256", error = "use_dpop_nonce"', 'n'],
    [false, 401, 'DPoP error="use_dpop_nonce"', undefined],
    [false, 401, 'DPoP error="invalid_token"', 'n'],
    [false, 401, 'DPoP error_description="not use_dpop_nonce"', 'n'],
    [false, 401, undefined, 'n'],
    [false, 403, 'DPoP error="use_dpop_nonce"', 'n'],
  ])('is asked for (%s) by the status %i with %s', (asked, status, challenge, nonce) => {
    const headers = new Headers();
    if (challenge !== undefined) headers.set('www-authenticate', challenge);
    if (nonce !== undefined) headers.set('dpop-nonce', nonce);
    expect(asksForNonce(new Response(null, { status, headers }))).toBe(asked);
  });
});
