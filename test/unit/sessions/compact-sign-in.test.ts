import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compactSignIn, expandSignIn } from '../../../src/sessions/compact-sign-in.js';
import type { SignIn } from '../../../src/sessions/session-data.js';

const base = {
  ident: 'oidc:ada',
  client: 'oidc',
  registration: 'https://id.example app',
  instance: '/redirect',
  session: 'handle',
  scope: ['openid'],
  signedInAt: 1,
  endsAt: 2,
  returnedTo: '/',
};

/** What is read again of what is written. */
function stored(signIn: SignIn): unknown {
  return read(compactSignIn(signIn));
}

function read(record: unknown): unknown {
  const parsed: unknown = JSON.parse(JSON.stringify(record));
  expandSignIn(parsed);
  return parsed;
}

const raw = { sub: 'ada', name: 'Ada', email: 'ada@example.com', address: { locality: 'London' }, roles: ['a', 'b'] };

it.each<[what: string, info: SignIn['info']]>([
  ['as the provider sent them', { ...raw, raw }],
  ['some of them', { sub: 'ada', name: 'Ada', raw }],
  ['renamed', { sub: 'ada', preferred_username: 'Ada', raw }],
  ['changed', { ...raw, email: 'ADA@example.com', address: { locality: 'Paris' }, raw }],
  ['none but the subject, of an empty answer', { sub: 'ada', raw: {} }],
  [
    'named as the members of the record are',
    { sub: 'ada', as: 1, own: { a: 1 }, raw: { as: 1, own: 'x', raw: { raw: 1 } } },
  ],
])('claims that are %s are the same after a record was written and read', (_what, info) => {
  const signIn: SignIn = { ...base, info };
  expect(stored(signIn)).toEqual(signIn);
  expect(stored({ ...signIn, connections: { other: { ...signIn, id: 'one', connectedAt: 3 } } })).toEqual({
    ...signIn,
    connections: { other: { ...signIn, id: 'one', connectedAt: 3 } },
  });
});

it('a record has each claim once, and a record of an older version is read, too', () => {
  const signIn: SignIn = { ...base, info: { ...raw, raw } };
  expect(JSON.stringify(compactSignIn(signIn)).split('ada@example.com')).toHaveLength(2);
  expect(read(signIn)).toEqual(signIn);
});

it('any claims are the same after a record was written and read', () => {
  const claims = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
  fc.assert(
    fc.property(claims, claims, fc.string(), (answer, changed, sub) => {
      const all = { ...answer, ...changed, sub };
      const signIn: SignIn = { ...base, info: { ...all, raw: answer } };
      expect(stored(signIn)).toEqual(JSON.parse(JSON.stringify(signIn)));
    }),
    { numRuns: 2000 },
  );
});

it('whatever stands in a record in place of claims, reading it does not throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (one, as, own) => {
      for (const info of [one, { raw: one, as, own }, { raw: {}, as, own: {} }])
        expect(() => read({ ...base, info, connections: own })).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});
