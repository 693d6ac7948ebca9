import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import type { Answerer } from '../helpers/stand-in-authority.js';
import { StandInAuthority, json, standInKey } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

/** What the authority does wrong, and where. */
interface Fault {
  readonly at: 'keySet' | 'discovery';
  readonly what: string;
  readonly answerer: Answerer;
}

const fault = (at: Fault['at'], what: string, answerer: Answerer): Fault => ({ at, what, answerer });

/** Nineteen kinds; most of them end, hang or poison passport-azure-ad where it fetches by itself. */
const FAULTS: readonly Fault[] = [
  fault('keySet', 'hangs', () => undefined),
  fault('keySet', 'resets', (response) => response.destroy()),
  fault('keySet', 'is a 503 in HTML', (response) => void response.writeHead(503).end('<html>')),
  fault('keySet', 'is a 503 in JSON', (response) => json(response, { error: 'x' }, 503)),
  fault('keySet', 'is HTML', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')),
  fault('keySet', 'is cut off', (response) => void response.writeHead(200, { 'content-length': 99 }).end('{"keys":')),
  fault('keySet', 'redirects', (response) => void response.writeHead(302, { location: '/elsewhere' }).end()),
  fault('keySet', 'is null', (response) => json(response, null)),
  fault('keySet', 'is {}', (response) => json(response, {})),
  fault('keySet', 'is an array', (response) => json(response, [])),
  fault('keySet', 'has keys of null', (response) => json(response, { keys: null })),
  fault('keySet', 'has no keys', (response) => json(response, { keys: [] })),
  fault('keySet', 'is 5 MB', (response) => json(response, { keys: [], padding: 'x'.repeat(5_000_000) })),
  fault('keySet', 'has 10,000 keys', (response) =>
    json(response, { keys: Array.from({ length: 10_000 }, () => ({})) }),
  ),
  fault('discovery', 'hangs', () => undefined),
  fault('discovery', 'is a 503 in HTML', (response) => void response.writeHead(503).end('<html>')),
  fault('discovery', 'is HTML with status 200', (response) => void response.writeHead(200).end('<html>')),
  fault('discovery', 'is null', (response) => json(response, null)),
  fault('discovery', 'is {}', (response) => json(response, {})),
];

const ROWS = FAULTS.map((each) => [each.at === 'keySet' ? 'the key set' : 'discovery', each.what, each] as const);
const IDP503 = [503, 'identity_unavailable', undefined];

const clock = new StoppedClock();
let authority: StandInAuthority;
let api: ApiAlone;

beforeAll(async () => {
  authority = await StandInAuthority.start(clock);
});
afterAll(() => authority.close());
beforeEach(() => authority.behave());

const start = async (): Promise<void> => {
  const limits = { keysCooldownMs: 30, keysRetryMs: 30, identityTimeoutMs: 1_000 };
  api = await startApiBefore(authority, { clock, limits });
};
const call = async (token = authority.token()): Promise<Answer> => answerOf(await api.get('/v1.0/me', token));
const outcome = async (token?: string): Promise<unknown> => {
  const { status, body, challenge } = await call(token);
  return status === 200 ? 200 : [status, body['code'], challenge?.['error']];
};

describe('outages of the authority’s key set', () => {
  describe('that are there at the start', () => {
    afterEach(() => api.close());

    it.each(ROWS)('I01 are 503 while %s %s, and over with it', async (_where, _what, { at, answerer }) => {
      const well = authority[at];
      authority[at] = answerer;
      await start();
      const answer = await call();
      expect([answer.status, answer.body['code']]).toEqual([503, 'identity_unavailable']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.challenge).toBeUndefined();
      authority[at] = well;
      await expect.poll(() => outcome(), { interval: 20, timeout: 10_000 }).toBe(200);
    });
  });

  describe('that come later', () => {
    beforeAll(async () => {
      authority.behave();
      await start();
    });
    afterAll(() => api.close());

    it.each(ROWS)(
      'I02 hurt nobody whose key is known while %s %s, and are over with it',
      async (_where, _what, each) => {
        await expect.poll(() => outcome(), { interval: 20, timeout: 10_000 }).toBe(200);
        const well = authority[each.at];
        authority[each.at] = each.answerer;
        const newKey = standInKey();
        const stranger = outcome(authority.token({}, newKey));
        expect(await outcome(authority.token())).toBe(200);
        // Forgery or news that could not be fetched: nobody can tell, and an outage is never a 401.
        expect(await stranger).toEqual(IDP503);
        expect(await outcome(authority.token())).toBe(200);
        authority[each.at] = well;
        authority.keys.push(authority.published(newKey));
        await expect.poll(() => outcome(authority.token({}, newKey)), { interval: 20, timeout: 10_000 }).toBe(200);
      },
    );
  });
});

describe('a key set that cannot be had', () => {
  afterEach(() => api.close());

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
