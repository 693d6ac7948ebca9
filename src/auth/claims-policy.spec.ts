import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Clock } from '../common/clock.js';
import { loadConfig } from '../config/load-config.js';
import { InvalidToken } from './auth.errors.js';
import { principalOf } from './claims-policy.js';

const NOW = 1_900_000_000;
const clock: Clock = { now: () => NOW * 1000 + 999 };
const [tenantId, clientId, userId] = [randomUUID(), randomUUID(), randomUUID()];
const config = loadConfig({
  AZURE_TENANT_ID: tenantId,
  AZURE_CLIENT_ID: clientId,
  AZURE_CLIENT_SECRET: 'of no use here',
});
const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { key: publicKey, issuer, metadata: { issuer, tenantId, keys: new Map() } };
const CLAIMS = {
  aud: clientId,
  iss: issuer,
  tid: tenantId,
  oid: userId,
  azp: 'a client',
  scp: 'access_as_user',
  ver: '2.0',
  iat: NOW,
  nbf: NOW,
  exp: NOW + 3600,
};
const TOKEN = { raw: 'raw', digest: 'digest' };

const read = (
  claims: unknown,
  knownKey: Parameters<typeof principalOf>[2]['key'] = key,
): ReturnType<typeof principalOf> => principalOf(claims, TOKEN, { key: knownKey, config, clock });
const refusal = (claims: unknown, knownKey = key): unknown => {
  try {
    return read(claims, knownKey);
  } catch (error) {
    if (error instanceof InvalidToken) return error.flaw;
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};
const changed = (changes: object): unknown => refusal({ ...CLAIMS, ...changes });

describe('the claims policy', () => {
  it('makes a frozen caller of good claims', () => {
    const caller = read({ ...CLAIMS, roles: ['a'], custom: 1 });
    expect(caller).toMatchObject({
      tenantId,
      userId,
      clientId: 'a client',
      scopes: ['access_as_user'],
      roles: ['a'],
      expiresAt: NOW + 3600,
      assertion: 'raw',
      assertionDigest: 'digest',
    });
    expect(Object.isFrozen(caller)).toBe(true);
    expect(JSON.stringify(caller)).not.toContain('custom');
  });

  it.each<[string, object]>([
    ['audience', { aud: 'x' }],
    ['audience', { aud: [clientId] }],
    ['issuer', { iss: `${issuer}/` }],
    ['issuer', { iss: 1 }],
    ['tenant', { tid: randomUUID() }],
    ['tenant', { tid: undefined }],
    ['subject', { oid: undefined }],
    ['subject', { oid: 'megan' }],
    ['actor', { azp: 1 }],
    ['version', { ver: '1.0' }],
    ['version', { ver: undefined }],
    ['times', { exp: 'x' }],
    ['times', { exp: NOW - 60 }],
    ['times', { exp: -1 }],
    ['times', { iat: undefined }],
    ['times', { iat: NOW + 61 }],
    ['times', { nbf: NOW + 61 }],
    ['times', { nbf: 1.5 }],
    ['times', { nbf: NOW + 3600 }],
    ['lifetime', { exp: NOW + 28 * 3600 + 1 }],
    ['lifetime', { iat: 0, nbf: 0 }],
    ['not_an_access_token', { scp: ['access_as_user'] }],
    ['not_an_access_token', { roles: 'a' }],
    ['not_an_access_token', { nonce: 'n' }],
    ['not_an_access_token', { scp: undefined, azp: undefined }],
    ['insufficient_scope', { scp: '' }],
    ['insufficient_scope', { scp: 'access_as_user2' }],
    ['insufficient_scope', { scp: 'ACCESS_AS_USER' }],
  ])('answers %s to %j', (expected, changes) => {
    expect(changed(changes)).toBe(expected);
  });

  it.each([[null], [[]], [1], ['x'], [undefined]])('refuses %j as claims', (claims) => {
    expect(refusal(claims)).toBe('not_an_access_token');
  });

  it.each<[string, object]>([
    ['skew at the end', { iat: NOW - 100, nbf: NOW - 100, exp: NOW - 59 }],
    ['skew at the beginning', { nbf: NOW + 60, iat: NOW + 60 }],
    ['no nbf', { nbf: undefined }],
    ['28 hours', { exp: NOW + 28 * 3600 }],
    ['idtyp user', { idtyp: 'user' }],
    ['no azp beside a scope', { azp: undefined }],
    ['the other audience', { aud: `api://${clientId}` }],
  ])('takes %s', (_what, changes) => {
    expect(changed(changes)).toMatchObject({ userId });
  });

  it('binds the key to its issuer', () => {
    expect(refusal(CLAIMS, { ...key, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' })).toMatchObject({
      userId,
    });
    for (const other of [`${issuer}/`, 'https://login.microsoftonline.com/consumers/v2.0', '{tenantid}', ''])
      expect(refusal(CLAIMS, { ...key, issuer: other })).toBe('key_issuer');
  });

  it('does not take claims out of __proto__', () => {
    const { oid, ...rest } = CLAIMS;
    const claims: unknown = JSON.parse(JSON.stringify(rest).replace('{', `{"__proto__":{"oid":"${oid}"},`));
    expect(refusal(claims)).toBe('subject');
  });
});
