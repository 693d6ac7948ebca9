import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../common/caller.js';
import { ProvenTokens, tokenDigest } from './proven-tokens.js';

describe('proven tokens', () => {
  let now = 0;
  let proven: ProvenTokens;
  beforeEach(() => {
    now = 1_900_000_000_000;
    proven = new ProvenTokens({ now: () => now });
  });

  const caller = (name: string, { expiresIn = 3600, length = 10 } = {}): Caller => ({
    tenantId: 't',
    userId: name,
    accountType: 'work',
    clientId: 'c',
    scopes: [],
    roles: [],
    expiresAt: now / 1000 + expiresIn,
    claims: {},
    assertion: 'a'.repeat(length),
    assertionDigest: name,
  });

  it('are known by all of the token', () => {
    proven.remember(tokenDigest('a.b.c'), caller('megan'));
    expect(proven.get(tokenDigest('a.b.c'))).toMatchObject({ userId: 'megan' });
    expect(proven.get(tokenDigest('a.b.d'))).toBeUndefined();
    expect(tokenDigest('a.b.c')).toMatch(/^[\w-]{43}$/);
  });

  it('are forgotten after five minutes', () => {
    proven.remember('one', caller('megan'));
    now += 5 * 60_000 - 1;
    expect(proven.get('one')).toBeDefined();
    now += 1;
    expect(proven.get('one')).toBeUndefined();
    now -= 1;
    expect(proven.get('one')).toBeUndefined();
  });

  it('are forgotten at their end, without skew', () => {
    proven.remember('one', caller('megan', { expiresIn: 10 }));
    now += 10_000 - 1;
    expect(proven.get('one')).toBeDefined();
    now += 1;
    expect(proven.get('one')).toBeUndefined();
  });

  it('are not known when they have ended already', () => {
    proven.remember('one', caller('megan', { expiresIn: -1 }));
    expect(proven.get('one')).toBeUndefined();
  });

  it('are forgotten all at once', () => {
    proven.remember('one', caller('megan'));
    proven.forgetAll();
    expect(proven.get('one')).toBeUndefined();
  });

  it('are bounded by bytes, the least used go first', () => {
    const length = 1024 * 1024;
    for (let each = 0; each < 40; each += 1) {
      proven.remember(`token ${each}`, caller(String(each), { length }));
      proven.get('token 0');
    }
    const known = Array.from({ length: 40 }, (_, each) => proven.get(`token ${each}`)).filter(Boolean);
    expect(known.length).toBeLessThanOrEqual(16);
    expect(proven.get('token 0')).toMatchObject({ userId: '0' });
    expect(proven.get('token 1')).toBeUndefined();
    expect(proven.get('token 39')).toBeDefined();
  });
});
