import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApplicationCaller, Caller } from '../common/caller.js';
import { isApplication } from '../common/caller.js';
import { Meters } from '../common/meters/meters.js';
import { ProvenTokens, tokenDigest } from './proven-tokens.js';

describe('proven tokens', () => {
  let now = 0;
  let proven: ProvenTokens;
  beforeEach(() => {
    now = 1_900_000_000_000;
    proven = new ProvenTokens({ now: () => now }, new Meters());
  });

  const caller = (name: string, { expiresIn = 3600, roles = [] as readonly string[] } = {}): Caller => ({
    tenantId: 't',
    userId: name,
    accountType: 'work',
    clientId: 'c',
    scopes: ['access_as_user'],
    roles,
    expiresAt: now / 1000 + expiresIn,
    assertion: `token of ${name}`,
    assertionDigest: name,
  });
  const application = (): ApplicationCaller => ({
    tenantId: 't',
    servicePrincipalId: 's',
    clientId: 'c',
    roles: ['Handle.Use'],
    expiresAt: now / 1000 + 3600,
  });

  it('are known by all of the token', () => {
    proven.remember('a.b.c', caller('megan'));
    expect(proven.get('a.b.c')).toMatchObject({ userId: 'megan' });
    expect(proven.get('a.b.d')).toBeUndefined();
    expect(tokenDigest('a.b.c')).toBe(createHash('sha256').update('a.b.c').digest('base64url'));
  });

  it('are found as they were proven, with the token of the request', () => {
    const megan = { ...caller('megan'), roles: ['Reader'] };
    for (const found of [proven.remember('a.b.c', megan), proven.get('a.b.c')])
      expect(found).toEqual({ ...megan, assertion: 'a.b.c', memo: expect.any(Object) });
    expect(proven.remember('d.e.f', application())).toEqual(application());
    expect(proven.get('d.e.f')).toEqual(application());
  });

  it('keep one memo for as long as they are known', () => {
    const first = proven.remember('a.b.c', caller('megan'));
    const again = proven.get('a.b.c');
    if (again === undefined || isApplication(again) || isApplication(first)) throw new TypeError('not of a user');
    expect(again.memo).toBe(first.memo);
    proven.forgetAll();
    const anew = proven.remember('a.b.c', caller('megan'));
    expect('memo' in anew && anew.memo).not.toBe(first.memo);
  });

  it('share what many have in common', () => {
    const scopesOf = (name: string): unknown => {
      const principal = proven.remember(name, { ...caller(name), scopes: ['one', 'two'] });
      return 'scopes' in principal && principal.scopes;
    };
    expect(scopesOf('megan')).toEqual(['one', 'two']);
    expect(scopesOf('megan')).toBe(scopesOf('adele'));
    expect(Object.isFrozen(scopesOf('megan'))).toBe(true);
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

  it('are all there with 100,000 users', () => {
    for (let each = 0; each < 100_000; each += 1) proven.remember(`token ${each}`, caller(`user ${each}`));
    let missing = 0;
    for (let each = 0; each < 100_000; each += 1) if (proven.get(`token ${each}`) === undefined) missing += 1;
    expect(missing).toBe(0);
  });

  it('are bounded by bytes, the least used go first', () => {
    const roles = ['r'.repeat(1024 * 1024)];
    for (let each = 0; each < 200; each += 1) {
      proven.remember(`token ${each}`, caller(String(each), { roles }));
      proven.get('token 0');
    }
    const known = Array.from({ length: 200 }, (_, each) => proven.get(`token ${each}`)).filter(Boolean);
    expect(known.length).toBeLessThanOrEqual(96);
    expect(proven.get('token 0')).toMatchObject({ userId: '0' });
    expect(proven.get('token 1')).toBeUndefined();
    expect(proven.get('token 199')).toBeDefined();
  });
});
