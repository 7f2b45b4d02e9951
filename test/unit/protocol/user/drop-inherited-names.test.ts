import { expect, it } from '@jest/globals';
import { dropInheritedNames } from '../../../../src/protocol/user/drop-inherited-names.js';

const parse = (json: string) => JSON.parse(json) as Record<string, unknown>;

it.each([...Object.getOwnPropertyNames(Object.prototype), 'prototype'])(
  'a member named %s is dropped at any depth',
  (name) => {
    const odd = `"${name}":{"isAdmin":true}`;
    const claims = parse(
      `{"sub":"ada",${odd},"address":{"city":"x",${odd}},"list":[{"a":[{${odd}}]},[{${odd},"b":null}]]}`,
    );
    const dropped = dropInheritedNames(claims);
    expect(JSON.stringify(dropped)).toBe('{"sub":"ada","address":{"city":"x"},"list":[{"a":[{}]},[{"b":null}]]}');
    expect(Object.getPrototypeOf(dropped)).toBe(Object.prototype);
    expect((Object.assign({}, dropped) as { isAdmin?: unknown }).isAdmin).toBeUndefined();
    expect(Object.hasOwn(claims, name)).toBe(true);
  },
);

it('everything else stays as it is, and in its order', () => {
  const text =
    '{"b":1,"a":[null,true,"x",[],{}],"toJSON":"j","then":"n","length":7,"__proto":{"x":0.5},"Constructor":1}';
  expect(JSON.stringify(dropInheritedNames(parse(text)))).toBe(text);
});

it('a time stays one', () => {
  expect(dropInheritedNames({ at: new Date(0) })).toEqual({ at: new Date(0) });
});

it('thousands of levels need no stack', () => {
  const deep = parse('{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000));
  expect(dropInheritedNames(deep)).toHaveProperty('a.a.a.a');
});
