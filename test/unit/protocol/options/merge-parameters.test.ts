import { describe, expect, it } from '@jest/globals';
import type { AuthorizationParameters } from '../../../../src/index.js';
import { mergeParameters } from '../../../../src/protocol/options/merge-parameters.js';

function merge(...sources: (AuthorizationParameters | undefined)[]): Record<string, string[]> {
  const query = mergeParameters(...sources);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

describe('authorization parameters', () => {
  it('of a later source win, and a list is sent one by one', () => {
    expect(merge({ hd: 'a', ui: 'x' }, undefined, { hd: 'b', resource: ['one', 'two'] })).toEqual({
      hd: ['b'],
      ui: ['x'],
      resource: ['one', 'two'],
    });
  });

  it.each<[earlier: AuthorizationParameters, later: AuthorizationParameters, merged: Record<string, string[]>]>([
    [{ max_age: '0' }, { max_age: '7200' }, { max_age: ['0'] }],
    [{ max_age: '7200' }, { max_age: '0' }, { max_age: ['0'] }],
    [{ max_age: '900' }, { max_age: '1000' }, { max_age: ['900'] }],
    [{ max_age: '60' }, {}, { max_age: ['60'] }],
    [{}, { max_age: '60' }, { max_age: ['60'] }],
    [{ prompt: 'login' }, { prompt: 'select_account' }, { prompt: ['login'] }],
    [{ prompt: 'consent login' }, { prompt: 'none' }, { prompt: ['consent login'] }],
    [{ prompt: 'consent' }, { prompt: 'login' }, { prompt: ['login'] }],
    [{ prompt: 'login' }, { prompt: 'login consent' }, { prompt: ['login consent'] }],
    [{ prompt: 'consent' }, { prompt: 'none' }, { prompt: ['none'] }],
    [{ acr_values: 'pwd phr' }, { acr_values: 'phrh phr' }, { acr_values: ['phr'] }],
    [{ acr_values: 'pwd' }, { acr_values: 'phrh phr' }, { acr_values: ['phrh phr'] }],
  ])('%j and then %j never ask for less than either', (earlier, later, merged) => {
    expect(merge(earlier, later)).toEqual(merged);
  });
});
