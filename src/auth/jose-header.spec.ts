import { describe, expect, it } from 'vitest';
import { InvalidToken } from './auth.errors.js';
import { decodedObject, unprovenToken } from './jose-header.js';

const encoded = (part: unknown): string =>
  Buffer.from(typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part)).toString(
    'base64url',
  );
const HEADER = { alg: 'RS256', kid: 'k', typ: 'JWT' };
const tokenOf = (header: unknown, payload: unknown = {}): string => `${encoded(header)}.${encoded(payload)}.AA`;

const flaw = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error instanceof InvalidToken ? error.flaw : error;
  }
};

describe('the key id of a token', () => {
  it('is read from a header of Entra’s members', () => {
    expect(unprovenToken(tokenOf({ ...HEADER, x5t: 'k' })).kid).toBe('k');
  });

  it.each([
    '',
    'a',
    'a.b',
    'a.b.',
    '.b.c',
    'a..c',
    'a.b.c.d',
    'a.b.c.d.e',
    'a.b.c=',
    'a.b.c+',
    'a.b.c/',
    'a b.c.d',
    'a.b.c\n',
  ])('has no place in "%s"', (token) => {
    expect(flaw(() => unprovenToken(token).kid)).toBe('structure');
  });

  it.each<[object]>([
    [{ alg: 'none' }],
    [{ alg: 'HS256' }],
    [{ alg: 'rs256' }],
    [{ alg: undefined }],
    [{ alg: ['RS256'] }],
    [{ kid: undefined }],
    [{ kid: '' }],
    [{ kid: 1 }],
    [{ kid: 'k'.repeat(257) }],
    [{ typ: undefined }],
    [{ typ: 'at+jwt' }],
    [{ x5t: 1 }],
    [{ crit: [] }],
    [{ zip: 'DEF' }],
    [{ b64: true }],
    [{ enc: 'A128GCM' }],
    [{ jku: 'https://evil.example' }],
    [{ jwk: {} }],
    [{ x5u: '' }],
    [{ x5c: null }],
  ])('is not believed beside %j', (changes) => {
    expect(flaw(() => unprovenToken(tokenOf({ ...HEADER, ...changes })).kid)).toBe('header');
  });

  it.each([
    ['null'],
    ['[]'],
    ['1'],
    ['"x"'],
    ['{'],
    ['{} x'],
    ['\uFEFF{}'],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('is not read from a header or beside a payload of %j', (part) => {
    expect(flaw(() => unprovenToken(tokenOf(part)).kid)).toBe('structure');
    expect(flaw(() => unprovenToken(tokenOf(HEADER, part)).kid)).toBe('structure');
  });

  it.each([20_000, 200_000])('is refused at depth %d', (depth) => {
    const deep = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(flaw(() => unprovenToken(tokenOf(deep)).kid)).not.toBe('k');
  });

  it('is read beside 10,000 claims or a number of 200 KB', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, place) => [`c${place}`, place]));
    expect(unprovenToken(tokenOf(HEADER, many)).kid).toBe('k');
    expect(unprovenToken(tokenOf(HEADER, `{"exp":${'9'.repeat(200_000)}}`)).kid).toBe('k');
  });
});

describe('a decoded part', () => {
  it('keeps __proto__ away from the prototype', () => {
    const value = decodedObject(encoded('{"__proto__":{"alg":"RS256"},"a":1}'));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get(value, 'alg')).toBeUndefined();
  });
});
