import { expect, it } from '@jest/globals';
import { explainJwtError } from '../../../../src/protocol/oauth2/explain-jwt-error.js';
import { nested } from '../../../support/hostile/nested.js';

const explain = (aud: unknown, expected: unknown = 'app') =>
  explainJwtError({ cause: { cause: { claim: 'aud', claims: { aud }, expected } } }, 'token')?.words;

it.each<[what: string, aud: unknown, shown: string]>([
  ['a text', 'other', 'other'],
  ['a short list', ['a', 'b'], '["a","b"]'],
  ['a number', 1, '1'],
  ['nothing', undefined, 'missing'],
  ['null', null, 'null'],
  ['lists in lists, thousands deep', nested(50_000), 'a list that is not shown'],
  ['a list of 11', Array.from({ length: 11 }, String), 'a list that is not shown'],
  ['an object', { a: nested(50_000) }, 'an object that is not shown'],
  ['an object with a member like a method', { toString: 1, toJSON: 1 }, 'an object that is not shown'],
])('a refused audience is quoted: %s', (_what, aud, shown) => {
  expect(explain(aud)).toBe(`its "aud" is ${shown}, expected app`);
  expect(explain('other', aud === undefined ? 'app' : aud)).toContain(aud === undefined ? 'app' : shown);
});
