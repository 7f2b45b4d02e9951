import * as fc from 'fast-check';

/** Parts that a browser reads in an unexpected way, and ordinary parts. */
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '\\',
    '\t',
    '\n',
    '.',
    '..',
    '@',
    ':',
    '?',
    '#',
    ';',
    '%',
    '[',
    ']',
    ' ',
    '%2e',
    '%2f',
    '%5c',
    '%09',
    '\u00A0',
    '\u200B',
    '\uFEFF',
    '\uFF0F',
    '\u3002',
    'evil.example',
    'https:',
    'javascript:',
    'a',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.webUrl(),
);

/** Texts that look like a path of an app but try to lead to another site. */
export const returnPathCandidate: fc.Arbitrary<string> = fc
  .tuple(fc.boolean(), fc.array(piece, { maxLength: 8 }))
  .map(([isPath, pieces]) => (isPath ? '/' : '') + pieces.join(''));
