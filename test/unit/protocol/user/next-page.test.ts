import { expect, it } from '@jest/globals';
import { nextPage } from '../../../../src/protocol/user/next-page.js';

it.each<[header: string | null, address: string | undefined]>([
  ['<https://api.example/?page=2>; rel="next"', 'https://api.example/?page=2'],
  ['</?page=1>; rel="prev", </?page=3>; rel="next", </?page=9>; rel="last"', '/?page=3'],
  ['</a,b>; title="x, y"; rel=next', '/a,b'],
  ['</a>; REL = "first next"', '/a'],
  ['</a>;rel=next, </b>;rel=next', '/a'],
  ['</a>; rel="prev"', undefined],
  ['</a>; rel="nextish"', undefined],
  ['</a>; rel="not-next"', undefined],
  ['</a>; title="next"', undefined],
  ['</a>, </b>; rel="next"', '/b'],
  ['<<</a>; rel="next"', '/a'],
  ['', undefined],
  [null, undefined],
])('of the header %s', (header, address) => {
  expect(nextPage(header)).toBe(address);
});

it('of a header that is too long is not guessed', () => {
  expect(() => nextPage(`${' '.repeat(16_384)}</a>; rel="next"`)).toThrow(RangeError);
});
