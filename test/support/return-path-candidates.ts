import * as fc from 'fast-check';

/** What a browser reads otherwise than it looks, and what lies between. */
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

/** Texts that try to be a path of an app, and to lead elsewhere. */
export const returnPathCandidate: fc.Arbitrary<string> = fc
  .tuple(fc.boolean(), fc.array(piece, { maxLength: 8 }))
  .map(([isPath, pieces]) => (isPath ? '/' : '') + pieces.join(''));
