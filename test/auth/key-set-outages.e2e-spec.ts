import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Limits } from '../../src/config/app-config.js';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import type { Answerer } from '../helpers/stand-in-authority.js';
import { StandInAuthority, json, standInKey } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

describe('outages of the authority’s key set', () => {
  const clock = new StoppedClock();
  let authority: StandInAuthority;
  let api: ApiAlone;

  beforeEach(async () => {
    authority = await StandInAuthority.start(clock);
  });
  afterEach(async () => {
    await api.close();
    await authority.close();
  });

  const start = async (limits: Partial<Limits> = {}): Promise<void> => {
    const quick = { keysCooldownMs: 30, keysRetryMs: 30, identityTimeoutMs: 1_000 };
    api = await startApiBefore(authority, { clock, limits: { ...quick, ...limits } });
  };
  const call = async (token = authority.token()): Promise<Answer> => answerOf(await api.get('/v1.0/me', token));
  const outcome = async (token?: string): Promise<unknown> => {
    const { status, body, challenge } = await call(token);
    return status === 200 ? 200 : [status, body['code'], challenge?.['error']];
  };
  const IDP503 = [503, 'identity_unavailable', undefined];

  const FAULTS: [string, Answerer][] = [
    ['hangs', () => undefined],
    ['resets', (response) => response.destroy()],
    ['is a 503 in HTML', (response) => void response.writeHead(503).end('<html>')],
    ['is a 503 in JSON', (response) => json(response, { error: 'x' }, 503)],
    ['is HTML', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['is cut off', (response) => void response.writeHead(200, { 'content-length': 99 }).end('{"keys":')],
    ['redirects', (response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
    ['is null', (response) => json(response, null)],
    ['is {}', (response) => json(response, {})],
    ['is an array', (response) => json(response, [])],
    ['has keys of null', (response) => json(response, { keys: null })],
    ['has no keys', (response) => json(response, { keys: [] })],
    ['is 5 MB', (response) => json(response, { keys: [], padding: 'x'.repeat(5_000_000) })],
    ['has 10,000 keys', (response) => json(response, { keys: Array.from({ length: 10_000 }, () => ({})) })],
  ];

  it.each(FAULTS)('I01 answers 503 while it %s at the start, and recovers', async (_what, fault) => {
    const well = authority.keySet;
    authority.keySet = fault;
    await start();
    const answer = await call();
    expect([answer.status, answer.body['code']]).toEqual([503, 'identity_unavailable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.challenge).toBeUndefined();
    authority.keySet = well;
    expect(await outcome()).toBe(200);
  });

  it.each(FAULTS)('I02 uses the last known good set when it %s later', async (_what, fault) => {
    await start();
    expect(await outcome()).toBe(200);
    authority.keySet = fault;
    const stranger = outcome(authority.token({}, standInKey()));
    expect(await outcome(authority.token())).toBe(200);
    // Forgery or news that could not be fetched: nobody can tell, and an outage is never a 401.
    expect(await stranger).toEqual(IDP503);
    expect(await outcome(authority.token())).toBe(200);
  });

  it.each<[string, (authority: StandInAuthority) => unknown]>([
    ['another issuer', () => ({ issuer: 'https://login.example/x/v2.0' })],
    ['another tenant', ({ issuer, tenantId }) => ({ issuer: issuer.replace(tenantId, crypto.randomUUID()) })],
    ['the template', ({ origin }) => ({ issuer: `${origin}/{tenantid}/v2.0` })],
    ['keys by plain http', ({ origin }) => ({ jwks_uri: `${origin.replace('https', 'http')}/x/keys` })],
    ['keys on another host', () => ({ jwks_uri: 'https://keys.example/keys' })],
    ['keys on another port', () => ({ jwks_uri: 'https://127.0.0.1:1/keys' })],
    ['no keys', () => ({ jwks_uri: undefined })],
    ['keys at no address', () => ({ jwks_uri: '/keys' })],
  ])('I08 believes no discovery document that names %s', async (_what, changes) => {
    const right = { issuer: authority.issuer, jwks_uri: `${authority.origin}/x/discovery/v2.0/keys` };
    const changed = { ...right, ...Object(changes(authority)) };
    authority.discovery = (response) => json(response, changed);
    await start();
    expect(await outcome()).toEqual(IDP503);
    expect(authority.exchanges).toEqual([]);
    authority.discovery = (response) => json(response, right);
    expect(await outcome()).toBe(200);
  });

  it('I01 is over without a caller, who would not come to a process that is not ready', async () => {
    authority.keySet = (response) => json(response, {}, 503);
    await start();
    const readiness = async (): Promise<number> => (await request(`${api.url}/health/ready`)).statusCode;
    expect(await readiness()).toBe(503);
    authority.behave();
    await expect.poll(readiness, { interval: 20 }).toBe(200);
    expect(await outcome()).toBe(200);
  });

  it('I10 is what a certificate is that nobody vouches for', async () => {
    api = await startApiBefore(authority, { clock, environment: { EXTRA_CA_FILE: '' }, limits: { keysRetryMs: 10 } });
    expect(await outcome()).toEqual(IDP503);
    expect(authority.received).toEqual([]);
  });

  it('I02 is given up after a day without a good answer', async () => {
    await start();
    expect(await outcome()).toBe(200);
    authority.keySet = (response) => void response.destroy();
    clock.forward(23 * 3600);
    expect(await outcome(authority.token())).toBe(200);
    clock.forward(3600);
    expect(await outcome(authority.token())).toEqual(IDP503);
  });
});
