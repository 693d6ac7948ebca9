import { beforeEach, describe, expect, it } from 'vitest';
import type { GraphToken } from './graph-token.js';
import { TokenCache } from './token-cache.js';

describe('the memory level', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_900_000_000_000;
  });
  const cacheOf = (maxEntries = 10, maxBytes = 1_000_000): TokenCache =>
    new TokenCache({ now: () => now }, { maxEntries, maxBytes });
  const token = (accessToken: string): GraphToken => ({
    accessToken,
    scopes: new Set(['user.read']),
    scopeNames: ['User.Read'],
    expiresAt: now + 3_600_000,
  });

  it('gives back what it was given, until its end', () => {
    const cache = cacheOf();
    cache.set('one', token('a'), now + 1000);
    expect(cache.get('one')?.accessToken).toBe('a');
    expect(cache.get('two')).toBeUndefined();
    now += 999;
    expect(cache.get('one')).toBeDefined();
    now += 1;
    expect(cache.get('one')).toBeUndefined();
  });

  it('does not keep what has ended', () => {
    const cache = cacheOf();
    cache.set('one', token('a'), now);
    cache.set('two', token('a'), now - 1);
    cache.set('three', token('a'), Number.NaN);
    now -= 10;
    expect(['one', 'two', 'three'].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined]);
  });

  it('answers the same object each time, which others know it by', () => {
    const cache = cacheOf();
    cache.set('one', token('a'), now + 1000);
    expect(cache.get('one')).toBe(cache.get('one'));
  });

  it('forgets what it is told to', () => {
    const cache = cacheOf();
    cache.set('one', token('a'), now + 1000);
    cache.delete('one');
    expect(cache.get('one')).toBeUndefined();
  });

  it('C10 is bounded by count, the least used go first', () => {
    const cache = cacheOf(100);
    for (let each = 0; each < 10_000; each += 1) {
      cache.set(String(each), token('a'), now + 1000);
      cache.get('0');
    }
    const kept = Array.from({ length: 10_000 }, (_, each) => cache.get(String(each))).filter(Boolean);
    expect(kept).toHaveLength(100);
    expect(cache.get('0')).toBeDefined();
    expect(cache.get('9999')).toBeDefined();
  });

  it('C10 is bounded by bytes', () => {
    const cache = cacheOf(100, 50_000);
    for (let each = 0; each < 50; each += 1) cache.set(String(each), token('a'.repeat(4_000)), now + 1000);
    const kept = Array.from({ length: 50 }, (_, each) => cache.get(String(each))).filter(Boolean);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(13);
  });

  it('does without a token larger than all it may hold', () => {
    const cache = cacheOf(100, 5_000);
    cache.set('one', token('a'.repeat(6_000)), now + 1000);
    expect(cache.get('one')).toBeUndefined();
  });
});
