import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { MockAgent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdentityStanding } from '../common/identity-standing.js';
import { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import { Outbound } from '../common/outbound/outbound.js';
import { loadConfig } from '../config/load-config.js';
import { SigningKeys } from './signing-keys.js';

const ORIGIN = 'https://login.microsoftonline.com';
const tenantId = randomUUID();
const config = loadConfig({ AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: randomUUID(), AZURE_CLIENT_SECRET: 'unused' });
// By way of PEM: exporting a generated key object as JWK can deadlock in Node.js 20.
const { publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const jwk = createPublicKey(publicKey).export({ format: 'jwk' });

class MockedOutbound extends Outbound {
  constructor(private readonly mock: MockAgent) {
    super({ extraCaFile: undefined, connectTimeoutMs: 1 });
  }

  override agent(): Dispatcher {
    return this.mock;
  }
}

describe('signing keys', () => {
  let mock: MockAgent;
  let keys: SigningKeys;
  let published: string[];
  let fetches: number;
  let status: number;
  let now = 1_900_000_000_000;

  beforeEach(() => {
    [published, fetches, status] = [['first'], 0, 200];
    mock = new MockAgent();
    mock.disableNetConnect();
    const entra = mock.get(ORIGIN);
    const discovery = { issuer: `${ORIGIN}/${tenantId}/v2.0`, jwks_uri: `${ORIGIN}/keys` };
    entra
      .intercept({ path: /openid-configuration$/ })
      .reply(200, discovery)
      .persist();
    entra
      .intercept({ path: '/keys' })
      .reply(() => {
        fetches += 1;
        const entries = published.map((kid) => ({ ...jwk, use: 'sig', kid, issuer: discovery.issuer }));
        return { statusCode: status, data: { keys: entries } };
      })
      .persist();
  });
  afterEach(async () => {
    keys.onModuleDestroy();
    await mock.close();
  });

  const start = (limits: object = {}): SigningKeys => {
    const quiet = new Log('info', new Writable({ write: (_chunk, _encoding, done) => done() }));
    const quick = { ...config.limits, keysCooldownMs: 40, keysRetryMs: 5, ...limits };
    const settings = { ...config, limits: quick };
    const outbound = new MockedOutbound(mock);
    keys = new SigningKeys(settings, { now: () => now }, quiet, outbound, new IdentityStanding(), new Meters());
    return keys;
  };

  it('are not there before they were fetched, and known afterwards without waiting', async () => {
    start();
    expect([keys.ready, keys.get('first')]).toEqual([false, undefined]);
    expect((await keys.find('first'))?.metadata.tenantId).toBe(tenantId);
    expect([keys.ready, keys.get('first')?.key.asymmetricKeyType]).toEqual([true, 'rsa']);
  });

  it('are fetched once for all who ask at once', async () => {
    start();
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.find('first')));
    expect(found.every((key) => key !== undefined)).toBe(true);
    expect(fetches).toBe(1);
  });

  it('wait for the end of the cooldown before they are fetched again', async () => {
    start();
    await keys.find('first');
    const fetchedAt = performance.now();
    published = ['first', 'second'];
    expect(await keys.find('second')).toBeDefined();
    expect(performance.now() - fetchedAt).toBeGreaterThan(30);
    expect(fetches).toBe(2);
  });

  it('answer undefined for what Entra does not have, and throw where Entra cannot be asked', async () => {
    start();
    await keys.find('first');
    expect(await keys.find('unknown')).toBeUndefined();
    status = 503;
    await expect(keys.find('unknown')).rejects.toMatchObject({ code: 'identity_unavailable' });
    expect(keys.get('first')).toBeDefined();
  });

  it('are tried again sooner while there are none', async () => {
    start({ keysCooldownMs: 60_000 });
    status = 503;
    await expect(keys.find('first')).rejects.toMatchObject({ code: 'identity_unavailable' });
    status = 200;
    expect(await keys.find('first')).toBeDefined();
  });

  it('are kept for a day', async () => {
    start();
    await keys.find('first');
    now += config.limits.keysMaxAgeMs - 1;
    expect(keys.get('first')).toBeDefined();
    now += 1;
    expect([keys.get('first'), keys.ready]).toEqual([undefined, false]);
  });

  it('tell of a change, and only of a change', async () => {
    start({ keysCooldownMs: 0 });
    let changes = 0;
    keys.onChange(() => {
      changes += 1;
    });
    await keys.find('first');
    await keys.find('unknown');
    expect(changes).toBe(1);
    published = ['second'];
    await keys.find('second');
    expect(changes).toBe(2);
    expect(keys.get('first')).toBeUndefined();
  });

  it('let so many wait for them: one more is told at once to come again, and nobody with a known key', async () => {
    start({ keysCooldownMs: 60_000, waitingForKeys: 3 });
    await keys.find('first');
    const waiting = Array.from({ length: 3 }, (_, each) => keys.find(`unknown ${each}`));
    const crowded = { code: 'identity_unavailable', options: { retryAfter: 5, reason: 'keys_crowded' } };
    await expect(keys.find('fourth')).rejects.toMatchObject(crowded);
    expect(keys.get('first')).toBeDefined();
    keys.onModuleDestroy();
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'identity_unavailable' });
    await expect(keys.find('fifth')).rejects.not.toMatchObject(crowded);
  });

  it('let those go who wait when the process ends', async () => {
    start({ keysCooldownMs: 60_000 });
    await keys.find('first');
    const waiting = keys.find('unknown');
    keys.onModuleDestroy();
    await expect(waiting).rejects.toMatchObject({ code: 'identity_unavailable' });
  });
});
