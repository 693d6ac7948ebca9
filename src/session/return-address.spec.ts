import { describe, expect, it } from 'vitest';
import { isOwnPath } from './return-address.js';

describe('a path of our own', () => {
  it.each(['/', '/app', '/app?x=1&y=%2F%2Fz', '/a%20b', '/?rate=100%25', '/ä', '/a#//b', '/v1.0/me?$select=id'])(
    '%s is one',
    (text) => expect(isOwnPath(text)).toBe(true),
  );

  it.each([
    ['no slash', 'app'],
    ['a host', '//evil.example'],
    ['a host further on', '/.//evil.example'],
    ['a backslash', String.raw`/\evil.example`],
    ['a backslash in the query', String.raw`/?x=\\evil`],
    ['an encoded slash after the slash', '/%2Fevil.example'],
    ['an encoded backslash', '/%5Cevil.example'],
    ['a slash encoded twice', '/%252Fevil.example'],
    ['a slash encoded three times', '/%25252Fevil.example'],
    ['what is encoded without end', `/%${'25'.repeat(8)}2Fevil`],
    ['a tab', '/\tevil'],
    ['a line break, encoded', '/x%0d%0aSet-Cookie:a=b'],
    ['a NUL', '/%00'],
    ['no encoding', '/%zz'],
    ['no UTF-8', '/%c0%af'],
    ['a novel', `/${'a'.repeat(2048)}`],
  ])('one with %s is none', (_what, text) => expect(isOwnPath(text)).toBe(false));
});
