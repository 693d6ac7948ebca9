import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRing } from './key-ring.js';

const older = randomBytes(32);
const newer = randomBytes(32);
const place = 'behalf:token:abc';

describe('a sealed value', () => {
  const sealer = new KeyRing([newer]).sealer('tokens');
  const sealed = sealer.seal('secret text é', place);

  it('opens at its place', () => {
    expect(sealer.open(sealed, place)).toBe('secret text é');
  });

  it('shows nothing of its text, and never looks the same twice', () => {
    expect(sealed.includes('secret')).toBe(false);
    expect(sealer.seal('secret text é', place).equals(sealed)).toBe(false);
  });

  it.each([
    ['at another place', sealed, 'behalf:token:abd'],
    ['cut short', sealed.subarray(0, -1), place],
    ['cut to its head', sealed.subarray(0, 33), place],
    ['empty', Buffer.alloc(0), place],
    ['noise', randomBytes(200), place],
    ['text', Buffer.from('null'), place],
    ['of another version', Buffer.concat([Buffer.of(2), sealed.subarray(1)]), place],
  ])('is nothing when it is %s', (_kind, value, at) => {
    expect(sealer.open(value, at)).toBeUndefined();
  });

  it('is nothing when any one bit is changed', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((changed[index] ?? 0) ^ 1, index);
      expect(sealer.open(changed, place)).toBeUndefined();
    }
  });

  it('opens after the keys were rotated, and no more when its key is gone', () => {
    const before = new KeyRing([older]).sealer('tokens').seal('text', place);
    expect(new KeyRing([newer, older]).sealer('tokens').open(before, place)).toBe('text');
    expect(new KeyRing([newer]).sealer('tokens').open(before, place)).toBeUndefined();
  });

  it('is nothing for another purpose', () => {
    expect(new KeyRing([newer]).sealer('sessions').open(sealed, place)).toBeUndefined();
  });
});

describe('a name', () => {
  const ring = new KeyRing([newer, older]);

  it('is the same for the same parts, one for each key', () => {
    expect(ring.names('partition', ['a', 'b'])).toEqual(ring.names('partition', ['a', 'b']));
    expect(ring.names('partition', ['a', 'b'])[1]).toBe(new KeyRing([older]).names('partition', ['a', 'b'])[0]);
  });

  it.each([
    [
      ['a', 'b'],
      ['ab', ''],
    ],
    [
      ['a|b', 'c'],
      ['a', 'b|c'],
    ],
    [
      ['1:a', ''],
      ['', '1:a'],
    ],
  ])('of %j is not that of %j', (left, right) => {
    expect(ring.names('partition', left)[0]).not.toBe(ring.names('partition', right)[0]);
  });
});
