import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Limits } from '../../src/config/app-config.js';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { signedToken } from '../helpers/forged-tokens.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import type { StandInKey } from '../helpers/stand-in-authority.js';
import { StandInAuthority, held, json, newPair, standInKey } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

describe('the authority’s key set', () => {
  const clock = new StoppedClock();
  let authority: StandInAuthority;
  let api: ApiAlone;

  beforeAll(async () => {
    authority = await StandInAuthority.start(clock);
    await start();
  });
  afterAll(async () => {
    await api.close();
    await authority.close();
  });
  beforeEach(async () => {
    authority.behave();
    // Whatever was read before is read anew.
    await call(authority.token({}, standInKey()));
    authority.forget();
  });

  const start = async (limits: Partial<Limits> = {}): Promise<void> => {
    const quick = { keysCooldownMs: 30, keysRetryMs: 30, identityTimeoutMs: 5_000 };
    api = await startApiBefore(authority, { clock, limits: { ...quick, ...limits } });
  };
  const call = async (token = authority.token()): Promise<Answer> => answerOf(await api.get('/v1.0/me', token));
  const outcome = async (token?: string): Promise<unknown> => {
    const { status, body, challenge } = await call(token);
    return status === 200 ? 200 : [status, body['code'], challenge?.['error']];
  };
  const BADTOK = [401, 'invalid_token', 'invalid_token'];

  it('T20 is fetched once for a key nobody knows, whoever asks, and the token is refused', async () => {
    expect(await outcome()).toBe(200);
    authority.forget();
    const stranger = standInKey();
    expect(await outcome(authority.token({}, stranger))).toEqual(BADTOK);
    expect(authority.keyFetches).toBe(1);
    expect(authority.exchanges).toEqual([]);
  });

  it('T20 is fetched at most once in the cooldown, for which strangers wait', async () => {
    await api.close();
    await start({ keysCooldownMs: 150 });
    expect(await outcome()).toBe(200);
    authority.forget();
    const began = performance.now();
    const tokens = Array.from({ length: 40 }, (_, each) => authority.token({}, { ...authority.key, kid: `k${each}` }));
    const outcomes = await Promise.all(tokens.map((token) => outcome(token)));
    expect(outcomes).toEqual(tokens.map(() => BADTOK));
    const rounds = Math.floor((performance.now() - began) / 150) + 1;
    expect(authority.keyFetches).toBeGreaterThan(0);
    expect(authority.keyFetches).toBeLessThanOrEqual(rounds);
  });

  it('T20 leaves those with known keys alone meanwhile', async () => {
    await api.close();
    await start({ keysCooldownMs: 60_000 });
    expect(await outcome()).toBe(200);
    const waiting = call(authority.token({}, standInKey()));
    expect(await outcome(authority.token())).toBe(200);
    await api.close();
    expect(await waiting).toMatchObject({ status: 503 });
    await start();
  });

  it('T20 lets a few strangers wait, tells the others at once to come again, and serves those with known keys', async () => {
    await api.close();
    await start({ keysCooldownMs: 60_000, waitingForKeys: 3 });
    expect(await outcome()).toBe(200);
    const told: Answer[] = [];
    const strangers = Array.from({ length: 20 }, async () => {
      const answer = await call(authority.token({}, standInKey()));
      told.push(answer);
    });
    await vi.waitUntil(() => told.length === 17, 60_000);
    for (const { status, body, headers } of told)
      expect([status, body['code'], headers['retry-after']]).toEqual([503, 'identity_unavailable', '5']);
    expect(await outcome()).toBe(200);
    expect(told).toHaveLength(17);
    await api.close();
    await Promise.all(strangers);
    await start();
  });

  it('I04 lets a new key in at once, by one fetch', async () => {
    expect(await outcome()).toBe(200);
    const next = standInKey();
    authority.keys = [authority.published(next), authority.published(authority.key)];
    authority.forget();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(authority.token({}, next))));
    expect(new Set(outcomes)).toEqual(new Set([200]));
    expect(authority.keyFetches).toBe(1);
    expect(await outcome()).toBe(200);
  });

  it('I04 asks again where a fetch was under way before the new key was published', async () => {
    expect(await outcome()).toBe(200);
    const old = { keys: [...authority.keys] };
    const next = standInKey();
    const asked = held();
    authority.keySet = asked.answerer;
    const stranger = outcome(authority.token({}, standInKey()));
    const late = await asked.waiting;
    authority.keys = [...authority.keys, authority.published(next)];
    authority.keySet = (response) => json(response, { keys: authority.keys });
    const rolledOver = outcome(authority.token({}, next));
    // The newcomer joins before the late answer of the old set arrives.
    await call(authority.token());
    json(late, old);
    expect(await rolledOver).toBe(200);
    expect(await stranger).toEqual(BADTOK);
  });

  it('I05 refuses a withdrawn key, and what it had proven, once the set was read again', async () => {
    const token = authority.token();
    expect(await outcome(token)).toBe(200);
    const next = standInKey();
    authority.keys = [authority.published(next)];
    expect(await outcome(authority.token({}, next))).toBe(200);
    expect(await outcome(token)).toEqual(BADTOK);
  });

  it.each<[string, (authority: StandInAuthority, key: StandInKey) => Record<string, unknown>]>([
    ['use enc', () => ({ use: 'enc' })],
    ['no use', () => ({ use: undefined })],
    ['key_ops encrypt', () => ({ key_ops: ['encrypt'] })],
    ['key_ops sign', () => ({ key_ops: ['sign'] })],
    ['another alg', () => ({ alg: 'RS384' })],
    ['alg RSA-OAEP', () => ({ alg: 'RSA-OAEP' })],
    ['another kty', () => ({ kty: 'oct', k: 'AAAA' })],
    ['no modulus', () => ({ n: undefined })],
    ['an exponent of nothing', () => ({ e: '' })],
    ['private members', (_authority, key) => ({ ...key.privateKey.export({ format: 'jwk' }) })],
    ['no issuer', () => ({ issuer: undefined })],
    ['another issuer', () => ({ issuer: 'https://login.example/v2.0' })],
    ['another tenant’s issuer', ({ issuer, tenantId }) => ({ issuer: issuer.replace(tenantId, crypto.randomUUID()) })],
  ])('T37 has keys that sign nothing here: %s', async (_what, changes) => {
    const bad = standInKey();
    authority.keys = [authority.published(bad, changes(authority, bad))];
    authority.keys.push(authority.published(authority.key));
    expect(await outcome(authority.token({}, bad))).toEqual(BADTOK);
    expect(await outcome()).toBe(200);
    expect(authority.exchanges).toHaveLength(1);
  });

  it('T37 takes a key whose issuer is the template of all tenants', async () => {
    authority.keys = [authority.published(authority.key, { issuer: `${authority.origin}/{tenantid}/v2.0` })];
    expect(await outcome()).toBe(200);
  });

  it('T37 has no use for keys below 2048 bits', async () => {
    const short = { kid: 'short', ...newPair(1024) };
    authority.keys.push(authority.published(short));
    expect(await outcome(authority.token({}, short))).toEqual(BADTOK);
  });

  it('T11 has no use for keys of elliptic curves', async () => {
    const pair = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const privateKey = createPrivateKey(pair.privateKey);
    const jwk = {
      ...createPublicKey(pair.publicKey).export({ format: 'jwk' }),
      use: 'sig',
      kid: 'ec',
      issuer: authority.issuer,
    };
    authority.keys.push(jwk);
    const token = signedToken(privateKey, { typ: 'JWT', alg: 'ES256', kid: 'ec' }, { aud: authority.clientId });
    expect(await outcome(token)).toEqual(BADTOK);
  });

  it('I07 skips nonsense among its members and keeps the rest; the first of one kid counts', async () => {
    const double = { ...newPair(2048), kid: authority.key.kid };
    authority.keys = [null, 1, 'x', [], {}, { kty: 'RSA' }, authority.published(authority.key)];
    authority.keys.push(authority.published(double));
    expect(await outcome()).toBe(200);
    expect(await outcome(authority.token({}, double))).toEqual(BADTOK);
  });
});
