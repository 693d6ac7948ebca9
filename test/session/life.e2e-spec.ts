import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/sandbox/journal.js';
import { MAX_LISTED } from '../../src/session/session-store.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
import { ADELE, MEGAN, SessionBrowser, beginLike, openedSession } from './session-browser.js';

const IDLE_SECONDS = 1_000;
const MAX_SECONDS = 20_000;
/** Longer than any access token is good. */
const TOKEN_SECONDS = 5_500;
const OVER = { status: 401, body: { code: 'invalid_token', remedy: 'sign_in' } };
const SIGNED_OUT = { status: 200, body: { signedIn: false } };

describe('a session', () => {
  const clock = new StoppedClock();
  let system: TestSystem;
  let browser: SessionBrowser;

  beforeAll(async () => {
    const SESSION = { SESSION: 'on', SESSION_IDLE_SECONDS: `${IDLE_SECONDS}`, SESSION_MAX_SECONDS: `${MAX_SECONDS}` };
    system = await startTestSystem({ clock, environment: SESSION });
  });
  beforeEach(async () => {
    browser = new SessionBrowser(system);
    await browser.signIn(MEGAN);
    system.tenant.cloud.journal.clear();
  });
  afterEach(() => {
    system.tenant.cloud.faults.clear();
    system.tenant.cloud.directory.reset();
  });
  afterAll(() => system.close());

  const me = () => browser.get('/v1.0/me');
  const SERVED = { status: 200, body: { userPrincipalName: MEGAN } };
  const renewals = (): readonly JournalEntry[] =>
    system.tenant.cloud.journal.entries.filter(({ grant }) => grant === 'refresh_token');
  const expiresOn = async (): Promise<number> =>
    Date.parse(String((await browser.get('/auth/session')).body['expiresOn'])) - clock.now();
  /** Time passes while the session is in use. */
  const used = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += IDLE_SECONDS / 2) {
      clock.forward(Math.min(IDLE_SECONDS / 2, seconds - passed));
      expect(await me()).toMatchObject(SERVED);
    }
  };
  /** To this many seconds before its token ends; it is used on the way there, and not there yet. */
  const untilTokenEnds = async (before: number): Promise<void> => {
    const { body } = await browser.get('/auth/token');
    const left = (Date.parse(String(body['expiresOn'])) - clock.now()) / 1000 - before;
    await used(left - IDLE_SECONDS / 2);
    clock.forward(IDLE_SECONDS / 2);
    system.tenant.cloud.journal.clear();
  };

  /** How many renewals have failed; nobody waits for those, so they are waited for here. */
  const failures = (): number => system.log().split('"event":"exchange_refused"').length - 1;
  const failed = async (count: number): Promise<void> => {
    await expect.poll(failures, { timeout: 10_000 }).toBe(count);
  };

  it('ends when it is not used', async () => {
    clock.forward(IDLE_SECONDS - 1);
    expect(await me()).toMatchObject(SERVED);
    clock.forward(IDLE_SECONDS - 1);
    expect(await me()).toMatchObject(SERVED);
    clock.forward(IDLE_SECONDS);
    expect(await browser.get('/auth/session')).toMatchObject(SIGNED_OUT);
    await browser.signIn(MEGAN);
    clock.forward(IDLE_SECONDS);
    expect(await me()).toMatchObject(OVER);
  });

  it('ends when its time is over, however much it is used', async () => {
    await used(MAX_SECONDS - 1);
    expect(await expiresOn()).toBe(1_000);
    clock.forward(1);
    expect(await me()).toMatchObject(OVER);
    expect(await browser.get('/auth/session')).toMatchObject(SIGNED_OUT);
  });

  it('is not kept alive by asking for it', async () => {
    for (let asked = 1; asked < 4; asked += 1) {
      clock.forward(IDLE_SECONDS / 4);
      expect((await browser.get('/auth/session')).body['signedIn']).toBe(true);
    }
    clock.forward(IDLE_SECONDS / 4);
    expect(await browser.get('/auth/session')).toMatchObject(SIGNED_OUT);
  });

  it('says when it ends unless it is used', async () => {
    expect(await expiresOn()).toBe(IDLE_SECONDS * 1000);
    clock.forward(200);
    expect(await expiresOn()).toBe((IDLE_SECONDS - 200) * 1000);
    await me();
    expect(await expiresOn()).toBe(IDLE_SECONDS * 1000);
  });

  it('has its token renewed silently, once for all who need it at once', async () => {
    await untilTokenEnds(30);
    const answers = await Promise.all(Array.from({ length: 10 }, me));
    for (const answer of answers) expect(answer).toMatchObject(SERVED);
    expect(renewals()).toHaveLength(1);
    expect(renewals()).toMatchObject([{ status: 200 }]);
    await used(TOKEN_SECONDS);
    expect(renewals().length).toBeGreaterThan(1);
  });

  it('does not renew a token that is good', async () => {
    await used(2_000);
    expect(renewals()).toEqual([]);
  });

  it('uses a token that is still good while Entra is away, and asks again soon, not at every call', async () => {
    await untilTokenEnds(200);
    system.tenant.cloud.faults.set({ identity: { status: 503 } });
    const before = failures();
    expect(await me()).toMatchObject(SERVED);
    await failed(before + 1);
    for (let call = 0; call < 3; call += 1) expect(await me()).toMatchObject(SERVED);
    expect(failures()).toBe(before + 1);
    clock.forward(6);
    expect(await me()).toMatchObject(SERVED);
    await failed(before + 2);
    clock.forward(200);
    expect(await me()).toMatchObject({ status: 503, body: { code: 'identity_unavailable', remedy: 'retry' } });
    expect((await browser.get('/auth/session')).body['signedIn']).toBe(true);
    system.tenant.cloud.faults.clear();
    expect(await me()).toMatchObject(SERVED);
  });

  it('ends when Entra has ended the sign-in behind it', async () => {
    await untilTokenEnds(30);
    system.tenant.cloud.directory.change(system.tenant.user(MEGAN), { tokensValidFrom: clock.now() + 1 });
    expect(await me()).toMatchObject(OVER);
    expect(await browser.get('/auth/session')).toMatchObject(SIGNED_OUT);
    expect(system.log()).toContain('"reason":"ended_at_identity"');
  });

  it('is of no use to an account that is switched off meanwhile', async () => {
    await untilTokenEnds(30);
    system.tenant.cloud.directory.change(system.tenant.user(MEGAN), { disabled: true });
    clock.forward(30);
    expect(await me()).toMatchObject({ status: 403, body: { code: 'access_blocked' } });
  });

  it('of this process ends with it, politely', async () => {
    const replica = await system.replica();
    try {
      const restarted = browser.at(replica.url);
      expect(await restarted.get('/v1.0/me')).toMatchObject(OVER);
      expect(await restarted.get('/auth/session')).toMatchObject(SIGNED_OUT);
      expect(restarted.session).toBeUndefined();
      await restarted.signIn(MEGAN);
      expect(await restarted.get('/v1.0/me')).toMatchObject(SERVED);
    } finally {
      await replica.close();
    }
  });

  it('does not begin by a sign-in that took longer than ten minutes', async () => {
    const late = new SessionBrowser(system);
    const { pathname, search } = await late.authorized(MEGAN);
    clock.forward(600);
    const answer = await late.get(`${pathname}${search}`, { 'sec-fetch-site': 'cross-site' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(late.session).toBeUndefined();
  });

  it('of a user with more browsers than anybody has ends for the newest, the oldest first, and nobody else’s does', async () => {
    const adele = new SessionBrowser(system);
    await adele.signIn(ADELE);
    const [second, gone] = [new SessionBrowser(system), new SessionBrowser(system)];
    // Other statements have left theirs.
    await browser.send('DELETE', '/auth/token');
    for (const each of [browser, gone, second]) {
      clock.forward(1);
      await each.signIn(MEGAN);
    }
    // What was signed out takes nobody's place.
    await gone.send('POST', '/auth/logout');
    const record = await openedSession(system.api, second);
    expect(await beginLike(record, [system.api], MAX_LISTED - 2)).toBe(0);
    expect(await me()).toMatchObject(SERVED);
    expect(await beginLike(record, [system.api], 1)).toBe(1);
    expect(await me()).toMatchObject(OVER);
    expect(await second.get('/v1.0/me')).toMatchObject(SERVED);
    expect((await adele.get('/v1.0/me')).status).toBe(200);
  });

  it('makes nobody wait while the token is good for some minutes', async () => {
    await untilTokenEnds(200);
    system.tenant.cloud.faults.set({ identity: { hang: true } });
    expect(await me()).toMatchObject(SERVED);
    system.tenant.cloud.faults.clear();
  });
});
