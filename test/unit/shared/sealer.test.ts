import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Sealer } from '../../../src/shared/sealer.js';

const OLD = 'the old secret of the app, long enough';
const NEW = 'the new secret of the app, long enough';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const value = { code: 'c', n: 1, list: [null, true, 'ä\u0000\u{1F600}'], deep: { er: {} } };

describe('a sealed value', () => {
  it.each<[value: unknown]>([[value], [null], [0], [false], [''], ['x'.repeat(100_000)], [[]], [{}], [[[[]]]]])(
    'opens with the same content: %#',
    (given) => {
      const sealer = new Sealer([NEW]);
      expect(sealer.open(sealer.seal(given, 'test'), 'test')).toEqual(given);
      expect(sealer.openPacked(sealer.sealPacked(given, 'test'), 'test')).toEqual(given);
      const dictionary = Buffer.from('{"code":"c","deep":{"er":{}}}');
      expect(sealer.openPacked(sealer.sealPacked(given, 'test', dictionary), 'test', dictionary)).toEqual(given);
    },
  );

  it('that was packed opens only in the way that it was sealed, and is smaller where it repeats itself', () => {
    const sealer = new Sealer([NEW]);
    const dictionary = Buffer.from('a text that the value has, too');
    const text = dictionary.toString();
    const packed = sealer.sealPacked(text, 'test', dictionary);
    expect(packed.length).toBeLessThan(sealer.seal(text, 'test').length - 20);
    expect(sealer.openPacked(packed, 'test', dictionary)).toBe(text);
    expect(sealer.openPacked(packed, 'another', dictionary)).toBeUndefined();
    expect(sealer.openPacked(packed, 'test', Buffer.from('another dictionary of this length'))).not.toBe(text);
    expect(sealer.openPacked(packed, 'test')).toBeUndefined();
    expect(sealer.open(packed, 'test')).toBeUndefined();
    expect(sealer.openPacked(sealer.seal(text, 'test'), 'test')).toBeUndefined();
  });

  it('reveals nothing of its content', () => {
    const sealed = new Sealer([NEW]).seal({ token: 'tellNobody' }, 'test');
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('tell');
  });

  it('is different each time', () => {
    const sealer = new Sealer([NEW]);
    const sealed = Array.from({ length: 1000 }, () => sealer.seal(value, 'test'));
    expect(new Set(sealed).size).toBe(1000);
    expect(new Set(sealed.map((text) => Buffer.from(text, 'base64url').subarray(4, 16).toString('hex'))).size).toBe(
      1000,
    );
  });

  it.each(['', 'Test', 'test ', 'test\u0000', 'tes', 'another'])('does not open for the purpose %p', (purpose) => {
    const sealer = new Sealer([NEW]);
    expect(sealer.open(sealer.seal(value, 'test'), purpose)).toBeUndefined();
  });

  it('does not open with another secret', () => {
    expect(new Sealer([OLD]).open(new Sealer([NEW]).seal(value, 'test'), 'test')).toBeUndefined();
  });

  it('does not open with another secret that claims the same key', () => {
    const sealed = Buffer.from(new Sealer([NEW]).seal(value, 'test'), 'base64url');
    const other = Buffer.from(new Sealer([OLD]).seal(value, 'test'), 'base64url');
    const forged = Buffer.concat([other.subarray(0, 4), sealed.subarray(4)]).toString('base64url');
    expect(new Sealer([OLD]).open(forged, 'test')).toBeUndefined();
    expect(new Sealer([OLD, NEW]).open(forged, 'test')).toBeUndefined();
  });

  it('never opens when a single bit is flipped', () => {
    const sealer = new Sealer([NEW, OLD]);
    const bytes = Buffer.from(sealer.seal(value, 'test'), 'base64url');
    const opened: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (sealer.open(changed.toString('base64url'), 'test') !== undefined) opened.push(bit);
    }
    expect(bytes.length).toBeGreaterThan(32);
    expect(opened).toEqual([]);
  });

  it.each([1, 2, 3])('never opens with a single character changed, whatever its spelling (length %i)', (extra) => {
    const sealer = new Sealer([NEW]);
    const sealed = sealer.seal('x'.repeat(extra), 'test');
    const opened: string[] = [];
    for (let at = 0; at < sealed.length; at += 1) {
      for (const character of `${BASE64URL}+/= .\n`) {
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        if (changed !== sealed && sealer.open(changed, 'test') !== undefined) opened.push(changed);
      }
    }
    expect(opened).toEqual([]);
  });

  it('never opens if it is cut, extended, doubled or enclosed', () => {
    const sealer = new Sealer([NEW]);
    const sealed = sealer.seal(value, 'test');
    const changed = [
      ...Array.from({ length: sealed.length }, (_, length) => sealed.slice(0, length)),
      ...Array.from({ length: sealed.length - 1 }, (_, start) => sealed.slice(start + 1)),
      ...['=', '==', ' ', '\n', 'A', 'AAAA', '\u0000', '.', '\u{1F600}'].flatMap((extra) => [
        sealed + extra,
        extra + sealed,
      ]),
      sealed + sealed,
      sealed.toUpperCase(),
      sealed.toLowerCase(),
      Buffer.from(sealed, 'base64url').toString('hex'),
    ];
    expect(changed.filter((text) => sealer.open(text, 'test') !== undefined)).toEqual([]);
  });
});

describe('a value that was never sealed', () => {
  it.each<[what: string, text: string]>([
    ['nothing', ''],
    ['a word', 'hello'],
    ['JSON', '{"code":"c"}'],
    ['characters that are none of base64url', '!'.repeat(100)],
    ['zeros', 'A'.repeat(100)],
    ['a megabyte of zeros', 'A'.repeat(1_000_000)],
    ['a megabyte of noise', randomBytes(750_000).toString('base64url')],
    ['a megabyte that is not even text', '\uD800\uFFFF\u0000'.repeat(350_000)],
  ])('does not open: %s', (_what, text) => {
    expect(new Sealer([NEW, OLD]).open(text, 'test')).toBeUndefined();
  });
});

describe('rotation', () => {
  it('opens earlier values with an old secret', () => {
    const sealed = new Sealer([OLD]).seal(value, 'test');
    expect(new Sealer([NEW, OLD]).open(sealed, 'test')).toEqual(value);
    expect(new Sealer([NEW, 'and another one in between', OLD]).open(sealed, 'test')).toEqual(value);
  });

  it('seals with the first secret', () => {
    const sealed = new Sealer([NEW, OLD]).seal(value, 'test');
    expect(new Sealer([NEW]).open(sealed, 'test')).toEqual(value);
    expect(new Sealer([OLD]).open(sealed, 'test')).toBeUndefined();
  });

  it('opens earlier values no more once the old secret is removed', () => {
    expect(new Sealer([NEW]).open(new Sealer([OLD]).seal(value, 'test'), 'test')).toBeUndefined();
  });

  it('without any secret seals nothing and opens nothing', () => {
    expect(() => new Sealer([]).seal(value, 'test')).toThrow(/at least one secret/);
    expect(new Sealer([]).open(new Sealer([OLD]).seal(value, 'test'), 'test')).toBeUndefined();
  });
});
