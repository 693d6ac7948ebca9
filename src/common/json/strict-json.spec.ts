import { describe, expect, it } from 'vitest';
import { StrictJsonError, readStrictJson } from './strict-json.js';

const LIMITS = { depth: 20, values: 1_000, members: 100 };
const read = (text: string, detail = 0) => readStrictJson(Buffer.from(text), LIMITS, detail);

function accepts(text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    return false;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Numbers that look random and are the same each time (Numerical Recipes' generator). */
function* sequence(): Generator<number, never> {
  let state = 1;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

describe('strict JSON', () => {
  it.each([
    '{}',
    ' [ ] ',
    '{"a":1,"b":[true,false,null,-0.5e+3],"c":{"d":"\\u00e9\\n\\"\\\\"}}',
    '"text"',
    '0',
    '-1E5',
    '\t\r\n[1 , 2 ]\n',
    '{"__proto__":1,"constructor":{}}',
    '"\u2028\ud83d\ude00"',
  ])('takes %j', (text) => expect(accepts(text)).toBe(true));

  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '[1 2]',
    '[01]',
    '[1.]',
    '[.5]',
    '[+1]',
    '[NaN]',
    '[1e]',
    '["\u0001"]',
    '["\\x41"]',
    '["\\u00g0"]',
    '["a',
    '["\\',
    '["\\u12',
    '{"a"}',
    '{"a":}',
    '{} {}',
    '[]]',
    '[}',
    'nul',
    '/**/{}',
    '\uFEFF{}',
    '\u00a0{}',
  ])('refuses %j, as JSON.parse does', (text) => {
    expect(parses(text)).toBe(false);
    expect(accepts(text)).toBe(false);
  });

  it('judges what has become of a text by chance as JSON.parse does', () => {
    const base = '{"a":[1,-2.5e3,{"b":"x\\u0041\\n"}],"c":null,"d":true, "e":""}';
    const letters = '{}[]",:\\0u1e.-+ \n\tatrue';
    const random = sequence();
    const next = (below: number): number => random.next().value % below;
    let taken = 0;
    const disagreed: string[] = [];
    for (let round = 0; round < 20_000; round += 1) {
      const [at, length] = [next(base.length), next(4)];
      const text = base.slice(0, at) + (letters[next(letters.length)] ?? '') + base.slice(at + length);
      const expected = parses(text);
      const names = text.match(/"[a-z]*":/g) ?? [];
      // What JSON.parse takes and this does not is a member named twice, and nothing else.
      if (expected && new Set(names).size !== names.length) continue;
      if (expected) taken += 1;
      if (accepts(text) !== expected) disagreed.push(text);
    }
    expect(disagreed).toEqual([]);
    expect(taken).toBeGreaterThan(500);
  });

  it.each([
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xc0, 0xae, 0x22])],
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
  ])('refuses %s', (_name, bytes) => expect(() => readStrictJson(bytes, LIMITS)).toThrow(StrictJsonError));

  it.each(['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"x":{"__proto__":1,"__proto__":2}}]'])(
    'refuses a member twice: %s',
    (text) => expect(accepts(text)).toBe(false),
  );

  it('is bounded in depth and in width', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(accepts(nested(20))).toBe(true);
    expect(accepts(nested(21))).toBe(false);
    expect(accepts(nested(100_000))).toBe(false);
    expect(accepts(`[${'0,'.repeat(998)}0]`)).toBe(true);
    expect(accepts(`[${'0,'.repeat(999)}0]`)).toBe(false);
    const members = (count: number): string => `{${Array.from({ length: count }, (_each, n) => `"${n}":0`).join(',')}}`;
    expect(accepts(members(100))).toBe(true);
    expect(accepts(members(101))).toBe(false);
  });

  it('gives values as they are written, down to the depth asked for', () => {
    const node = read('{"a": [ 1.0 , {"n":12345678901234567890} ], "\\u0062":"\\u00e9"}', 2);
    expect(node.members.get('a')?.elements.map(({ kind, raw }) => [kind, raw])).toEqual([
      ['scalar', '1.0'],
      ['object', '{"n":12345678901234567890}'],
    ]);
    expect(node.members.get('a')?.elements[1]?.members.size).toBe(0);
    expect(node.members.get('b')).toMatchObject({ kind: 'string', raw: '"\\u00e9"' });
  });
});
