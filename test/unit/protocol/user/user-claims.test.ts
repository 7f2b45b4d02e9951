import { describe, expect, it } from '@jest/globals';
import { readClaim } from '../../../../src/protocol/user/claim-source.js';
import { pickStandardClaims, renameClaims } from '../../../../src/protocol/user/user-claims.js';

describe('the source of a claim', () => {
  const info = {
    id: 7,
    big: 2 ** 53,
    empty: '',
    avatar: '20706/AbC-1',
    blogs: [
      { uuid: 'shared', primary: false },
      { uuid: 'own', primary: true },
    ],
    'with.dot': 'whole',
  };

  it.each<[way: string, value: unknown]>([
    ['id', 7],
    ['with.dot', 'whole'],
    ['blogs.0.uuid', 'shared'],
    ['blogs.[primary].uuid', 'own'],
    ['blogs.[other].uuid', undefined],
    ['blogs.length', 2],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['https://pictures.example/{avatar}/large', 'https://pictures.example/20706/AbC-1/large'],
    ['https://pictures.example/{empty}', undefined],
    ['https://pictures.example/{big}', undefined],
    ['https://pictures.example/{missing}', undefined],
  ])('%s', (way, value) => {
    expect(readClaim(info, way)).toBe(value);
  });
});

describe('claims by other names', () => {
  const raw = { email: 'mallory@evil.example', email_verified: true, upn: 'ceo@corp.example', nick: '' };

  it('never count as verified because another address is', () => {
    expect(renameClaims(raw, { email: 'upn' })).toEqual({ email: 'ceo@corp.example', upn: 'ceo@corp.example' });
    expect(pickStandardClaims({ ...raw, verified: true }, { email: 'upn', email_verified: 'verified' })).toEqual({
      email: 'ceo@corp.example',
      email_verified: true,
    });
  });

  it('are absent when their source is empty, even if a claim has their own name', () => {
    expect(renameClaims({ ...raw, nickname: 'old' }, { nickname: 'nick' })).not.toHaveProperty('nickname');
    expect(pickStandardClaims({ ...raw, nickname: 'old' }, { nickname: 'nick' })).not.toHaveProperty('nickname');
  });
});
