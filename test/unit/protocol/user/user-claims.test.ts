import { describe, expect, it } from '@jest/globals';
import { readClaim } from '../../../../src/protocol/user/claim-source.js';
import { mergeClaims } from '../../../../src/protocol/user/merge-claims.js';
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

describe.each([
  ['email', 'email_verified', 'a@own.example', 'ceo@example.com'],
  ['phone_number', 'phone_number_verified', '+44 1', '+44 2'],
])('the claim %s', (contact, verified, one, other) => {
  const names = { [contact]: 'main.value', [verified]: 'main.checked' };
  const own = { main: { value: one, checked: 1 } };

  function read(idToken: Record<string, unknown>, userInfo: Record<string, unknown>, renamed: object = {}) {
    const claims = renamed as Record<string, string>;
    const info = renameClaims(mergeClaims(idToken, userInfo, claims), claims, [userInfo, idToken]);
    return [info[contact], info[verified]];
  }

  it('counts as verified only by the answer that names it', () => {
    expect(read({ [contact]: one, [verified]: true }, { [contact]: other })).toEqual([other, undefined]);
    expect(read({ [contact]: one }, { [verified]: true })).toEqual([one, undefined]);
    expect(read({ [verified]: true }, { [contact]: other })).toEqual([other, undefined]);
    expect(read({ [contact]: one, [verified]: true }, { [contact]: one })).toEqual([one, true]);
    expect(read({ [contact]: one, [verified]: true }, { [contact]: one, [verified]: false })).toEqual([one, false]);
    expect(read({ [contact]: one, [verified]: true }, {})).toEqual([one, true]);
  });

  it('counts as verified only by that answer under other names, too', () => {
    expect(read(own, { main: { value: other } }, names)).toEqual([other, undefined]);
    expect(read(own, { main: { checked: true } }, names)).toEqual([one, true]);
    expect(read({ main: { checked: true } }, { main: { value: other } }, names)).toEqual([other, undefined]);
    expect(read({ [contact]: one, checked: true }, { [contact]: other }, { [verified]: 'checked' })).toEqual([
      other,
      undefined,
    ]);
    expect(read({ upn: other, [contact]: one, [verified]: true }, {}, { [contact]: 'upn' })).toEqual([
      other,
      undefined,
    ]);
  });

  it('is verified without OpenID Connect only where the client says which field tells so', () => {
    const answer = { [contact]: one, [verified]: true, checked: '1', phone: one };
    expect(pickStandardClaims(answer)).not.toHaveProperty(verified);
    expect(pickStandardClaims(answer, { [contact]: contact, [verified]: 'checked' })).toMatchObject({
      [contact]: one,
      [verified]: true,
    });
    expect(pickStandardClaims({ checked: true }, { [verified]: 'checked' })).toEqual({});
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

describe('a field of the provider that stands for email_verified', () => {
  const names = { email: 'data.mail', email_verified: 'data.said' };

  it.each<[said: unknown, isVerified: boolean | undefined]>([
    ['a@own.example', true],
    ['b@other.example', false],
    ['A@own.example', false],
    ['2026-01-02T03:04:05Z', true],
    ['2026-01-02T03:04:05.678+0000', true],
    ['0001-01-01T00:00:00Z', false],
    ['0000-00-00T00:00:00', false],
    ['1970-01-01T00:00:00Z', false],
    ['1969-12-31T19:00:00-05:00', false],
    ['2026-01-02 03:04:05', false],
    ['20260102030405', false],
    ['', false],
    ['yes', false],
    [2, false],
    [['a@own.example'], false],
    [{}, false],
    [null, undefined],
    [undefined, undefined],
  ])('%j means %s', (said, isVerified) => {
    const raw = { data: { mail: 'a@own.example', said } };
    expect(pickStandardClaims(raw, names)).toEqual({
      email: 'a@own.example',
      ...(isVerified === undefined ? {} : { email_verified: isVerified }),
    });
  });

  it('says nothing without an address', () => {
    expect(pickStandardClaims({ data: { said: '2026-01-02T03:04:05Z' } }, names)).toEqual({});
    expect(pickStandardClaims({ data: { mail: '', said: '' } }, names)).toEqual({});
  });
});
