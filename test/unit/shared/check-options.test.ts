import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { checkOptions, describeValue, isPlainObject, takes } from '../../../src/shared/check-options.js';
import type { OptionRules } from '../../../src/shared/check-options.js';
import { allTextOf, thrownBy } from '../caught.js';

interface Options {
  colour: string;
  size?: number | undefined;
  password?: string | undefined;
  passwords?: string | readonly string[] | undefined;
  onDone?: (() => void) | undefined;
  loud?: boolean | undefined;
  labels?: Record<string, string> | undefined;
}

const rules: OptionRules<Options> = {
  colour: takes.string('a colour', true),
  size: takes.seconds(1, 10),
  password: takes.secret(),
  passwords: {
    takes: 'passwords',
    check: (value) => Array.isArray(value) && value.every((entry) => entry === 'right'),
    secret: true,
  },
  onDone: takes.function(),
  loud: takes.boolean(),
  labels: takes.strings(),
};

function messageFor(given: unknown): string {
  const error = thrownBy(() => checkOptions<Options>('paint()', given, rules));
  expect(error).toMatchObject({
    name: 'ConfigurationError',
    code: 'ERR_OAUTH_CONFIG',
    status: 500,
    expose: false,
  });
  return (error as Error).message;
}

describe('a wrong option', () => {
  it.each<[name: string, value: unknown, got: string]>([
    ['colour', undefined, 'paint(): option "colour" takes a colour, got undefined'],
    ['colour', null, 'paint(): option "colour" takes a colour, got null'],
    ['colour', '', 'paint(): option "colour" takes a colour, got an empty string'],
    ['colour', 5, 'paint(): option "colour" takes a colour, got number 5'],
    ['colour', 5n, 'paint(): option "colour" takes a colour, got bigint 5n'],
    ['colour', Symbol('red'), 'paint(): option "colour" takes a colour, got symbol Symbol(red)'],
    ['colour', ['red', 'blue'], 'paint(): option "colour" takes a colour, got an array of 2'],
    ['colour', { red: 1 }, 'paint(): option "colour" takes a colour, got an object (Object)'],
    ['colour', Object.create(null), 'paint(): option "colour" takes a colour, got an object (without a prototype)'],
    ['colour', () => 'red', 'paint(): option "colour" takes a colour, got a function'],
    ['size', 0, 'paint(): option "size" takes a number of seconds from 1 to 10, got number 0'],
    ['size', 10.1, 'paint(): option "size" takes a number of seconds from 1 to 10, got number 10.1'],
    ['size', Number.NaN, 'paint(): option "size" takes a number of seconds from 1 to 10, got number NaN'],
    ['size', Infinity, 'paint(): option "size" takes a number of seconds from 1 to 10, got number Infinity'],
    ['size', '5', 'paint(): option "size" takes a number of seconds from 1 to 10, got "5"'],
    ['size', null, 'paint(): option "size" takes a number of seconds from 1 to 10, got null'],
    ['onDone', 'done', 'paint(): option "onDone" takes a function, got "done"'],
    ['loud', 'yes', 'paint(): option "loud" takes true or false, got "yes"'],
    ['loud', 1, 'paint(): option "loud" takes true or false, got number 1'],
    ['labels', { a: 1 }, 'paint(): option "labels" takes an object of strings, got an object (Object)'],
    ['labels', ['a'], 'paint(): option "labels" takes an object of strings, got an array of 1'],
  ])('%s: %p is reported, with the expected and the actual value', (name, value, message) => {
    expect(messageFor({ colour: 'red', [name]: value })).toBe(message);
  });

  it.each<[given: unknown, got: string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['red', '"red"'],
    [[], 'an array of 0'],
    [new Map(), 'an object (Map)'],
    [new Date(0), 'an object (Date)'],
    [() => ({}), 'a function'],
  ])('options that are no plain object are refused: %p', (given, got) => {
    expect(messageFor(given)).toBe(`paint() takes an object of options, got ${got}`);
  });

  it('is shown shortened', () => {
    expect(messageFor({ colour: 'red', loud: 'x'.repeat(100_000) }).length).toBeLessThan(200);
  });

  it('cannot break the line of a log', () => {
    expect(messageFor({ colour: 'red', loud: 'a\nb\r\u001B[31m' })).not.toMatch(/\p{Cc}/u);
  });

  it('of an object with a misleading constructor still has a message', () => {
    expect(describeValue({ constructor: undefined })).toBe('an object (without a prototype)');
    expect(describeValue({ constructor: { name: 5 } })).toContain('an object');
  });
});

describe('an unknown option', () => {
  it.each([
    ['color', 'colour'],
    ['Colour', 'colour'],
    ['COLOUR', 'colour'],
    ['sizes', 'size'],
    ['passwrd', 'password'],
    ['ondone', 'onDone'],
    ['lables', 'labels'],
  ])('"%s" is refused, with the nearest option "%s"', (unknown, nearest) => {
    expect(messageFor({ colour: 'red', [unknown]: 'x' })).toBe(
      `paint(): option "${unknown}" is unknown. Did you mean "${nearest}"?`,
    );
  });

  it('without a similar one is refused, with a list of all', () => {
    expect(messageFor({ colour: 'red', zzzzzzzz: 1 })).toBe(
      'paint(): option "zzzzzzzz" is unknown. It takes: colour, size, password, passwords, onDone, loud, labels',
    );
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__', ''])(
    'with a name that every object has, "%s", is refused, too',
    (name) => {
      const given: unknown = JSON.parse(`{"colour":"red",${JSON.stringify(name)}:{}}`);
      expect(messageFor(given)).toContain('is unknown');
    },
  );

  it('is refused although it is undefined', () => {
    expect(messageFor({ colour: 'red', color: undefined })).toContain('"color" is unknown');
  });
});

describe('credentials in an address', () => {
  it.each([
    ['redis://user:password@host', '"redis:…@host"'],
    ['redis://user:p@ss@host', '"redis:…@host"'],
    ['a//b//c@d', '"a…@d"'],
    ['a//b\nc@d', '"a…@d"'],
    ['//@', '"…@"'],
    ['a@b//c', '"a@b//c"'],
    ['/@', '"/@"'],
  ])('%p are not shown', (value, got) => {
    expect(describeValue(value)).toBe(got.replace('…', '//…'));
  });

  it('are found in a long text in linear time', () => {
    // A form can send this text. A search that starts again at every slash would take minutes.
    expect(describeValue('/'.repeat(1_000_000))).toBe(`"${'/'.repeat(60)}"`);
  });
});

describe('a secret', () => {
  const SECRET = 'tellNobody-s3cr3t';

  it('that is no well-formed Unicode is refused: it cannot be sent', () => {
    const error = thrownBy(() =>
      checkOptions<Options>('paint()', { colour: 'red', password: `${SECRET}\uD800` }, rules),
    );
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    expect(allTextOf(error)).not.toContain('tellNobody');
  });

  it.each<[what: string, given: object]>([
    ['wrong in an array', { passwords: [SECRET, SECRET] }],
    ['wrong in an array of arrays', { passwords: [[SECRET]] }],
    ['alone where it is not right', { passwords: SECRET }],
    ['within an object', { password: { value: SECRET } }],
    ['as a key of an object', { password: { [SECRET]: 1 } }],
    ['within a function', { password: () => SECRET }],
    ['as a symbol', { password: Symbol(SECRET) }],
    ['in an object of a class of that name', { password: new (class tellNobody {})() }],
    ['under a misspelled name', { pasword: SECRET }],
  ])('%s never appears in the error', (_what, given) => {
    const error = thrownBy(() => checkOptions<Options>('paint()', { colour: 'red', ...given }, rules));
    expect(allTextOf(error)).not.toContain('tellNobody');
  });

  it('that is a number does not appear either', () => {
    expect(messageFor({ colour: 'red', password: 31337 })).toBe(
      'paint(): option "password" takes a string without control characters, and without spaces at its ends, got a value of type number',
    );
  });

  it('is describeValue by its length, which is the usual mistake', () => {
    expect(messageFor({ colour: 'red', passwords: ['short', ''] })).toBe(
      'paint(): option "passwords" takes passwords, got an array: a string of 5 characters, a string of 0 characters',
    );
  });
});

describe('right options', () => {
  it('pass, whether left out, undefined or all given', () => {
    const all = {
      colour: 'red',
      size: 10,
      password: 'p',
      passwords: ['right'],
      onDone: () => undefined,
      loud: false,
      labels: { a: '' },
    };
    expect(() => checkOptions<Options>('paint()', { colour: 'red' }, rules)).not.toThrow();
    expect(() =>
      checkOptions<Options>('paint()', { colour: 'red', size: undefined, loud: undefined }, rules),
    ).not.toThrow();
    expect(() => checkOptions<Options>('paint()', all, rules)).not.toThrow();
  });

  it('pass in an object without a prototype, and in one of another realm', () => {
    expect(isPlainObject(Object.assign(Object.create(null), { colour: 'red' }))).toBe(true);
    expect(isPlainObject(runInNewContext('({ colour: "red" })'))).toBe(true);
    expect(isPlainObject(runInNewContext('[]'))).toBe(false);
  });
});
