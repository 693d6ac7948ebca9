import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors.js';
import { freeName, itemName, nameKey } from './item-name.js';

describe('the name of an item', () => {
  it.each(['a.txt', 'Übergabe.txt', 'a#b%.txt', "it's", '.gitignore', 'com10', 'a..b'])('may be %s', (name) => {
    expect(itemName(name)).toBe(name.normalize('NFC'));
  });

  it.each([
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a:b',
    'a?',
    'a*',
    '"a"',
    '<a>',
    'a|b',
    ' a',
    'a ',
    'a.',
    'CON',
    'com1',
    '~$a',
    'x_vti_y',
    'a\u0000',
    'a\n',
    'x'.repeat(256),
  ])('may not be %j', (name) => {
    expect(() => itemName(name)).toThrow(GraphError);
  });

  it('is found however its accents are written', () => {
    expect(nameKey('U\u0308BER')).toBe(nameKey('über'));
  });

  it('gets the first free number before the extension', () => {
    const taken = new Set(['a 1.txt', 'b 1']);
    expect(freeName('a.txt', (name) => taken.has(name))).toBe('a 2.txt');
    expect(freeName('b', (name) => taken.has(name))).toBe('b 2');
    expect(freeName('.env', () => false)).toBe('.env 1');
  });
});
