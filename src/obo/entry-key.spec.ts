import { describe, expect, it } from 'vitest';
import { entryKey } from './entry-key.js';

const CALLER = { tenantId: 't', userId: 'u', assertionDigest: 'd' };
const TERMS = { authorityHost: 'https://a', clientId: 'c', scopes: ['x', 'y'] };

describe('the key of an entry', () => {
  it('is a digest and nothing of what it stands for', () => {
    expect(entryKey(CALLER, TERMS)).toMatch(/^[\w-]{43}$/);
  });

  it('does not depend on the order of scopes', () => {
    expect(entryKey(CALLER, { ...TERMS, scopes: ['y', 'x'] })).toBe(entryKey(CALLER, TERMS));
  });

  it.each<[string, object, object]>([
    ['C02 the tenant', { tenantId: 't2' }, {}],
    ['the user', { userId: 'u2' }, {}],
    ['C05 the assertion', { assertionDigest: 'd2' }, {}],
    ['the cloud', {}, { authorityHost: 'https://b' }],
    ['the client', {}, { clientId: 'c2' }],
    ['the scopes', {}, { scopes: ['x'] }],
    ['more scopes', {}, { scopes: ['x', 'y', 'z'] }],
  ])('depends on %s', (_what, caller, terms) => {
    expect(entryKey({ ...CALLER, ...caller }, { ...TERMS, ...terms })).not.toBe(entryKey(CALLER, TERMS));
  });

  it.each<[object, object]>([
    [
      { tenantId: 'ab', userId: 'c' },
      { tenantId: 'a', userId: 'bc' },
    ],
    [
      { tenantId: 'a|b', userId: 'c' },
      { tenantId: 'a', userId: 'b|c' },
    ],
    [
      { tenantId: '1:a', userId: '' },
      { tenantId: '', userId: '1:a' },
    ],
    [
      { tenantId: 'a1:b', userId: 'c' },
      { tenantId: 'a', userId: '1:bc' },
    ],
    [
      { userId: 'u1:d', assertionDigest: '' },
      { userId: 'u', assertionDigest: 'd' },
    ],
  ])('C04 tells %j from %j', (one, other) => {
    expect(entryKey({ ...CALLER, ...one }, TERMS)).not.toBe(entryKey({ ...CALLER, ...other }, TERMS));
  });
});
