import { describe, expect, it } from 'vitest';
import { columns, fitted, harmless, harmlessJson, wrapped } from './visible.js';

describe('text on a terminal', () => {
  it('cannot steer it', () => {
    expect(harmless('a\u001B[2Jb\u202Ec\u0007')).toBe('a�[2Jb�c�');
  });

  it('cannot steer it as JSON either, which means the same', () => {
    const json = JSON.stringify({ name: 'a\u001B[2J\u009Bb\u202Ec\u007F' });
    expect(harmlessJson(json)).toBe(String.raw`{"name":"a\u001b[2J\u009bb\u202ec\u007f"}`);
    expect(JSON.parse(harmlessJson(json))).toEqual(JSON.parse(json));
  });

  it('takes two columns for wide characters, none for accents that combine', () => {
    expect([columns('naïve'), columns('nai\u0308ve'), columns('日本'), columns('\u001B[1mbold\u001B[22m')]).toEqual([
      5, 5, 4, 4,
    ]);
  });

  it('is cut with an ellipsis where it does not fit', () => {
    expect([fitted('exactly', 7), fitted('exactly so', 8), fitted('日本語', 5)]).toEqual([
      'exactly',
      'exactly…',
      '日本…',
    ]);
  });

  it('is broken between words, and within those that are longer than a line', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefgh ij', 5)).toEqual(['abcde', 'fgh', 'ij']);
    expect(wrapped('', 5)).toEqual(['']);
    expect(wrapped('at https://localhost:3444/ now', 10, 'whole')).toEqual(['at', 'https://localhost:3444/', 'now']);
  });
});
