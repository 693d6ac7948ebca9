import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import { held, json } from '../helpers/stand-in-authority.js';
import type { BeforeStandIn } from './before-stand-in.js';
import { startBeforeStandIn } from './before-stand-in.js';

const HOUR = 3600;

describe('how long a Graph token serves, and whom', () => {
  let system: BeforeStandIn;
  let authority: BeforeStandIn['authority'];
  let api: BeforeStandIn['api'];
  let clock: BeforeStandIn['clock'];
  let call: BeforeStandIn['call'];
  let outcome: BeforeStandIn['outcome'];

  beforeAll(async () => {
    system = await startBeforeStandIn();
    ({ clock, authority, api, call, outcome } = system);
  });
  afterAll(() => system.close());
  beforeEach(() => authority.behave());

  describe('I20 expires_in', () => {
    it.each([[0], [-1], [59], [60], ['garbage'], [''], [null], [undefined], [{}], ['1e400']])(
      'of %s serves the call at most, and is not kept',
      async (expiresIn) => {
        authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer({ expires_in: expiresIn }));
        const token = authority.token();
        expect([await outcome(token), await outcome(token)]).toEqual([200, 200]);
        expect(authority.exchanges).toHaveLength(2);
      },
    );

    it.each([[299], ['299'], [299.5]])('of %s is kept until a minute before its end', async (expiresIn) => {
      authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer({ expires_in: expiresIn }));
      const token = authority.token();
      await call(token);
      // Not yet in its last fifth, where use renews it.
      clock.forward(170);
      await call(token);
      expect(authority.exchanges).toHaveLength(1);
      clock.forward(70);
      expect(await outcome(token)).toBe(200);
      expect(authority.exchanges).toHaveLength(2);
    });

    it.each([1e12, Number.MAX_SAFE_INTEGER])('of %d is kept until the assertion ends, no longer', async (expiresIn) => {
      authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer({ expires_in: expiresIn }));
      const token = authority.token({ exp: clock.seconds + 2 * HOUR });
      await call(token);
      clock.forward(2 * HOUR - 61);
      await call(token);
      expect(authority.exchanges).toHaveLength(1);
      clock.forward(2);
      await call(token);
      expect(authority.exchanges).toHaveLength(2);
      clock.forward(HOUR);
      expect(await outcome(token)).toEqual([401, 'invalid_token']);
      expect(authority.exchanges).toHaveLength(2);
    });
  });

  it('C08 is not kept past the end of the assertion', async () => {
    const token = authority.token({ exp: clock.seconds + 90 });
    await call(token);
    clock.forward(29);
    await call(token);
    expect(authority.exchanges).toHaveLength(1);
    clock.forward(2);
    await call(token);
    expect(authority.exchanges).toHaveLength(2);
  });

  it('reaches the others when the one who asked first has gone away', async () => {
    const { answerer, waiting } = held();
    authority.tokenEndpoint = answerer;
    const token = authority.token();
    const leaves = new AbortController();
    const leaver = request(`${api.url}/v1.0/me`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaves.signal,
    }).catch(() => 'gone');
    const asked = await waiting;
    const stays = outcome(token);
    leaves.abort();
    expect(await leaver).toBe('gone');
    json(asked, authority.tokenAnswer());
    expect(await stays).toBe(200);
    expect(authority.exchanges).toHaveLength(1);
  });

  describe('scopes', () => {
    const granting = (scope: string): void => {
      authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer({ scope }));
    };
    const messages = async (token: string): Promise<Answer> => answerOf(await api.get('/v1.0/me/messages', token));

    it('that lack the operation’s are asked for once more, then at most every 30 seconds', async () => {
      granting('User.Read');
      const token = authority.token();
      expect(await messages(token)).toMatchObject({ status: 403, body: { code: 'consent_required' } });
      expect(authority.exchanges).toHaveLength(2);
      expect((await messages(token)).status).toBe(403);
      clock.forward(29);
      expect((await messages(token)).status).toBe(403);
      expect(authority.exchanges).toHaveLength(2);
      clock.forward(1);
      expect((await messages(token)).status).toBe(403);
      expect(authority.exchanges).toHaveLength(3);
      expect(authority.received.filter(({ path }) => path.startsWith('/v1.0'))).toEqual([]);
      expect(await outcome(token)).toBe(200);
    });

    it('that were consented to since the token was made are there after one exchange', async () => {
      granting('User.Read');
      const token = authority.token();
      expect(await outcome(token)).toBe(200);
      granting('https://graph.microsoft.com/User.Read https://graph.microsoft.com/MAIL.READ');
      expect((await messages(token)).status).toBe(200);
      expect(authority.exchanges).toHaveLength(2);
    });
  });

  describe('a token that Graph refuses without a challenge', () => {
    it('G02 is replaced once, and the request sent once more', async () => {
      const token = authority.token();
      await call(token);
      authority.graph = (response, { headers }) =>
        headers.authorization === 'Bearer opaque-revoked' ? json(response, {}, 401) : json(response, { carried: true });
      authority.forget();
      const other = authority.token();
      authority.tokenEndpoint = (response) => {
        const first = authority.exchanges.length === 1;
        json(response, authority.tokenAnswer(first ? { access_token: 'opaque-revoked' } : {}));
      };
      expect(await call(other)).toMatchObject({ status: 200, body: { carried: true } });
      expect(authority.exchanges).toHaveLength(2);
    });

    it('G02 is 502 where the next is refused as well', async () => {
      authority.graph = (response) => json(response, {}, 401);
      expect(await outcome()).toEqual([502, 'graph_bad_response']);
      expect(authority.exchanges).toHaveLength(2);
      expect(authority.received.filter(({ path }) => path.startsWith('/v1.0'))).toHaveLength(2);
    });
  });

  it('has logged no token, user or secret of any of these', () => {
    for (const trace of [authority.secret, authority.userId, 'opaque-', 'eyJ', '<html'])
      expect(api.log()).not.toContain(trace);
  });
});
