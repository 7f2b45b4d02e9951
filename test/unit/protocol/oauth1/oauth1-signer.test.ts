import { describe, expect, it } from '@jest/globals';
import { OAuth1Signer } from '../../../../src/protocol/oauth1/oauth1-signer.js';
import type { SignatureMethod, SignedRequest } from '../../../../src/protocol/oauth1/oauth1-signer.js';
import { cpuTimeOf } from '../../../support/cpu-time.js';

function signed(method: SignatureMethod): string {
  const signer = new OAuth1Signer({
    consumerKey: 'dpf43f3p2l4k3l03',
    consumerSecret: 'kd94hf93k423kf44',
    method,
    privateKey: undefined,
    realm: 'Photos',
    clock: () => 137_131_200_000,
  });
  return signer.authorization({
    method: 'POST',
    url: new URL('https://photos.example.net/initiate'),
    protocol: { oauth_callback: 'http://printer.example.com/ready' },
  });
}

it('the header matches the example in RFC 5849, section 1.2', () => {
  const header = signed('HMAC-SHA1');
  expect(header).toMatch(/^OAuth realm="Photos", /);
  expect(header).toContain('oauth_consumer_key="dpf43f3p2l4k3l03"');
  expect(header).toContain('oauth_signature_method="HMAC-SHA1"');
  expect(header).toContain('oauth_timestamp="137131200"');
  expect(header).toContain('oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready"');
});

it.each<[method: SignatureMethod, length: number]>([
  ['HMAC-SHA1', 28],
  ['HMAC-SHA256', 44],
])('%s creates a signature of the right length, and another one each time', (method, length) => {
  const signature = () => decodeURIComponent(/oauth_signature="([^"]+)"/.exec(signed(method))?.[1] ?? '');
  expect(signature()).toHaveLength(length);
  expect(signature()).not.toBe(signature());
});

it('PLAINTEXT consists of the two secrets', () => {
  expect(signed('PLAINTEXT')).toContain('oauth_signature="kd94hf93k423kf44%26"');
});

/** The example of Twitter's documentation, "Creating a signature". */
it('HMAC-SHA1 signs query and form as in the example of a provider', () => {
  const signer = new OAuth1Signer({
    consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
    consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
    method: 'HMAC-SHA1',
    privateKey: undefined,
    realm: undefined,
    clock: () => 1_318_622_958_000,
    nonce: () => 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
  });
  const header = signer.authorization({
    method: 'POST',
    url: new URL('https://api.twitter.com/1.1/statuses/update.json?include_entities=true'),
    form: new URLSearchParams({ status: 'Hello Ladies + Gentlemen, a signed OAuth request!' }),
    credentials: {
      token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      secret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
    },
  });
  expect(header).toContain(`oauth_signature="${encodeURIComponent('hCtSmYh+iHYCEqBWrE7C7hYmtUk=')}"`);
});

describe('invariant 11: a request of many parameters', () => {
  const sign = ({ query = '', form }: { query?: string; form?: SignedRequest['form'] }) => {
    const signer = new OAuth1Signer({
      consumerKey: 'key',
      consumerSecret: 'secret',
      method: 'HMAC-SHA1',
      privateKey: undefined,
      realm: undefined,
      clock: Date.now,
    });
    return signer.authorization({ method: 'POST', url: new URL(`https://api.example/?${query}`), form });
  };

  it.each(['a&', '%ff&', 'a=1&'])('is signed within 50 ms up to 1,000 of them: %s', async (parameter) => {
    const many = parameter.repeat(999);
    expect(sign({ query: many, form: many })).toContain('oauth_signature=');
    expect(await cpuTimeOf(() => sign({ query: many, form: many }))).toBeLessThan(50);
    const distinct = Array.from({ length: 1000 }, (_, n) => `p${n}=${n}`).join('&');
    expect(await cpuTimeOf(() => sign({ query: distinct, form: new URLSearchParams(distinct) }))).toBeLessThan(50);
  });

  it('is refused beyond that, before it is parsed', async () => {
    const refused = expect.objectContaining({
      code: 'ERR_OAUTH_CONFIG',
      message: expect.stringContaining('1000 parameters'),
      hint: expect.any(String),
    });
    const many = '%ff&'.repeat(200_000);
    for (const request of [
      { query: 'a&'.repeat(1000) },
      { form: many },
      { form: new URLSearchParams('a&'.repeat(1001)) },
    ]) {
      let thrown: unknown;
      const ms = await cpuTimeOf(() => {
        try {
          sign(request);
        } catch (error) {
          thrown = error;
        }
      });
      expect(thrown).toEqual(refused);
      expect(ms).toBeLessThan(50);
    }
  });
});
