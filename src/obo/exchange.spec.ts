import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { MockAgent } from 'undici';
import { afterEach, expect, it } from 'vitest';
import { IdentityStanding } from '../common/identity-standing.js';
import { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import { Outbound } from '../common/outbound/outbound.js';
import { loadConfig } from '../config/load-config.js';
import { OwnCredential } from './credential/own-credential.js';
import { SecretCredential } from './credential/secret-credential.js';
import { Exchange } from './exchange.js';

const config = loadConfig({
  AZURE_TENANT_ID: randomUUID(),
  AZURE_CLIENT_ID: randomUUID(),
  AZURE_CLIENT_SECRET: 'unused',
});
const MANY = 320;

class MockedOutbound extends Outbound {
  constructor(private readonly mock: MockAgent) {
    super({ extraCaFile: undefined, connectTimeoutMs: 1 });
  }

  override agent(): Dispatcher {
    return this.mock;
  }
}

const mock = new MockAgent();
mock.disableNetConnect();
afterEach(() => mock.close());

it('L05 tells some of many refusals in the log, and each that our own registration is to blame for', async () => {
  const lines: string[] = [];
  const log = new Log('info', new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }));
  const clock = { now: () => 1_900_000_000_000 };
  const own = new OwnCredential(new SecretCredential('unused'), clock, log, 1);
  const exchange = new Exchange(
    config,
    clock,
    log,
    own,
    new IdentityStanding(),
    new MockedOutbound(mock),
    new Meters(),
  );
  const entra = mock.get(config.identity.authorityHost);
  const refusedBy = async (error: string, errorCode: number): Promise<void> => {
    const body = { error, error_codes: [errorCode], error_description: `AADSTS${errorCode}: no` };
    const path = /\/oauth2\/v2\.0\/token/;
    const headers = { 'content-type': 'application/json' };
    entra.intercept({ path, method: 'POST' }).reply(400, body, { headers }).times(MANY);
    const code = { code: 'junk', codeVerifier: 'v', redirectUri: 'https://api.example/auth/callback' };
    for (let count = 0; count < MANY; count += 1)
      await expect(exchange.redeem(config.identity.entrance, code, ['scope'])).rejects.toMatchObject({
        name: 'Problem',
      });
  };
  const told = (event: string): number => lines.filter((line) => line.includes(`"event":"${event}"`)).length;
  await refusedBy('invalid_grant', 70008);
  expect([told('exchange_refused'), told('exchange_misconfigured')]).toEqual([300, 0]);
  await refusedBy('invalid_client', 7000215);
  expect([told('exchange_refused'), told('exchange_misconfigured')]).toEqual([300, MANY]);
});
