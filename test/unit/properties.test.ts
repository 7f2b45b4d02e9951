import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { safeReturnTo } from '../../src/http/request/return-to.js';
import { Sealer } from '../../src/shared/sealer.js';
import { returnPathCandidate } from '../support/return-path-candidates.js';
import { stays } from './http/guard/stays.js';

const CASES = { numRuns: 100_000 };

it('a sealed record with any bit flipped, or for any other purpose, never opens', () => {
  const sealer = new Sealer(['a secret that is long enough for a test']);
  const value = { accessToken: 'a token', list: [1, null] };
  const sealed = Buffer.from(sealer.seal(value, 'a key'), 'base64url');
  expect(sealer.open(sealed.toString('base64url'), 'a key')).toEqual(value);
  fc.assert(
    fc.property(fc.nat(sealed.length * 8 - 1), fc.string(), (bit, purpose) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const isShut = sealer.open(changed.toString('base64url'), 'a key') === undefined;
      const text = sealed.toString('base64url');
      return isShut && (purpose === 'a key' || sealer.open(text, purpose) === undefined);
    }),
    CASES,
  );
}, 120_000);

it('invariant 5: a return path never leaves the origin by the URL parser, however often it is parsed', () => {
  let accepted = 0;
  const property = fc.property(returnPathCandidate, (given) => {
    const path = safeReturnTo(given);
    if (path === undefined) return true;
    accepted += 1;
    return stays(path) && safeReturnTo(path) === path;
  });
  expect(() => fc.assert(property, CASES)).not.toThrow();
  // Proof that the property was tested.
  expect(accepted).toBeGreaterThan(5000);
}, 120_000);
