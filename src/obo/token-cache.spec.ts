import { beforeEach, describe, expect, it } from 'vitest';
import type { CacheEntry } from './token-cache.js';
import { TokenCache } from './token-cache.js';

describe('the memory level', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_900_000_000_000;
  });
  const cacheOf = (maxEntries = 10, maxBytes = 1_000_000): TokenCache =>
    new TokenCache({ now: () => now }, { maxEntries, maxBytes });
  const entry = (accessToken: string, until: number, user = 'one'): CacheEntry => ({
    accessToken,
    scopes: new Set(['user.read']),
    scopeNames: ['User.Read'],
    expiresAt: now + 3_600_000,
    until,
    partition: [`new-${user}`, `old-${user}`],
  });

  it('gives back what it was given, until its end', () => {
    const cache = cacheOf();
    cache.set('one', entry('a', now + 1000));
    expect(cache.get('one')?.accessToken).toBe('a');
    expect(cache.get('two')).toBeUndefined();
    now += 999;
    expect(cache.get('one')).toBeDefined();
    now += 1;
    expect(cache.get('one')).toBeUndefined();
  });

  it('does not keep what has ended', () => {
    const cache = cacheOf();
    cache.set('one', entry('a', now));
    cache.set('two', entry('a', now - 1));
    cache.set('three', entry('a', Number.NaN));
    now -= 10;
    expect(['one', 'two', 'three'].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined]);
  });

  it('answers the same object each time, which others know it by', () => {
    const cache = cacheOf();
    cache.set('one', entry('a', now + 1000));
    expect(cache.get('one')).toBe(cache.get('one'));
  });

  it('forgets what it is told to', () => {
    const cache = cacheOf();
    cache.set('one', entry('a', now + 1000));
    cache.delete('one');
    expect(cache.get('one')).toBeUndefined();
  });

  it('forgets all of one user and nothing of others, by any name of the user', () => {
    for (const name of ['new-one', 'old-one']) {
      const cache = cacheOf();
      cache.set('a', entry('a', now + 1000));
      cache.set('b', entry('b', now + 1000));
      cache.set('c', entry('c', now + 1000, 'two'));
      cache.forget(name);
      expect(['a', 'b', 'c'].map((key) => cache.get(key)?.accessToken)).toEqual([undefined, undefined, 'c']);
    }
  });

  it('keeps a replaced entry in its user’s partition', () => {
    const cache = cacheOf();
    cache.set('a', entry('a', now + 1000));
    cache.set('a', entry('b', now + 1000));
    cache.forget('new-one');
    expect(cache.get('a')).toBeUndefined();
  });

  it('forgets everybody', () => {
    const cache = cacheOf();
    cache.set('a', entry('a', now + 1000));
    cache.set('b', entry('b', now + 1000, 'two'));
    cache.forgetAll();
    expect(cache.size).toBe(0);
  });

  it('C10 is bounded by count, the least used go first', () => {
    const cache = cacheOf(100);
    for (let each = 0; each < 10_000; each += 1) {
      cache.set(String(each), entry('a', now + 1000));
      cache.get('0');
    }
    const kept = Array.from({ length: 10_000 }, (_, each) => cache.get(String(each))).filter(Boolean);
    expect(kept).toHaveLength(100);
    expect(cache.get('0')).toBeDefined();
    expect(cache.get('9999')).toBeDefined();
  });

  it('C10 is bounded by bytes', () => {
    const cache = cacheOf(100, 50_000);
    for (let each = 0; each < 50; each += 1) cache.set(String(each), entry('a'.repeat(4_000), now + 1000));
    const kept = Array.from({ length: 50 }, (_, each) => cache.get(String(each))).filter(Boolean);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(13);
  });

  it('does without a token larger than all it may hold', () => {
    const cache = cacheOf(100, 5_000);
    cache.set('one', entry('a'.repeat(6_000), now + 1000));
    expect(cache.get('one')).toBeUndefined();
  });
});
