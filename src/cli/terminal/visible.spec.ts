import { describe, expect, it } from 'vitest';
import { columns, fitted, harmless, wrapped } from './visible.js';

describe('text on a terminal', () => {
  it('cannot steer it', () => {
    expect(harmless('a\u001B[2Jb\u202Ec\u0007')).toBe('a�[2Jb�c�');
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
  });
});
