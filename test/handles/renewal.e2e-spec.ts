import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordName } from '../../src/handles/handle-record.js';
import { Handles } from '../../src/handles/handles.js';
import { freePort } from '../helpers/free-port.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { listeningApi } from '../helpers/listening-api.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';
import type { Answerer } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
import { NO_USER, SERVED, handlesOf, makeHandle, postHandle, used } from './handle-client.js';

const ME = 'GET /v1.0/me';

describe('the renewal of a handle', () => {
  const clock = new StoppedClock();
  let authority: StandInAuthority;
  let api: ListeningApi;
  /** Refresh tokens in the order they were given. */
  let given: string[];

  beforeAll(async () => {
    authority = await StandInAuthority.start(clock);
    api = await listeningApi(
      { PORT: String(await freePort()), DOCS: 'off', ...authority.environment },
      { clock, limits: { identityTimeoutMs: 1_000 } },
    );
  });
  afterAll(async () => {
    await api.close();
    await authority.close();
  });
  beforeEach(() => {
    given = [];
    authority.behave();
    authority.tokenEndpoint = renews();
  });

  const job = (): string => authority.token({ idtyp: 'app', scp: undefined, roles: ['Handle.Use'] });
  const use = (handle: string): ReturnType<typeof used> => used(api, job(), handle, '/v1.0/me');
  const made = async (): Promise<string> => (await makeHandle(api, authority.token(), [ME])).handle;
  const renewals = (): readonly URLSearchParams[] =>
    authority.exchanges
      .map(({ body }) => new URLSearchParams(body))
      .filter((form) => form.get('grant_type') === 'refresh_token');
  const renews =
    (changes: object = {}): Answerer =>
    (response) => {
      const token = randomUUID();
      given.push(token);
      json(response, authority.tokenAnswer({ refresh_token: token, ...changes }));
    };
  const answers = (answerer: Answerer): Answerer => answerer;
  const refuses =
    (error: string, aadsts: number, status = 400): Answerer =>
    (response) =>
      json(response, { error, error_description: `AADSTS${aadsts}: no`, error_codes: [aadsts] }, status);

  it('takes the refresh token given last, at the user’s tenant, and proves this API', async () => {
    const handle = await made();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await use(handle)).toEqual(SERVED);
      clock.forward(3600);
    }
    expect(renewals().map((form) => form.get('refresh_token'))).toEqual(given.slice(0, 3));
    const [form] = renewals();
    expect(form?.get('client_id')).toBe(authority.clientId);
    expect(form?.get('client_secret')).toBe(authority.secret);
    expect(form?.get('scope')).toContain('https://graph.microsoft.com/.default');
    expect(form?.has('assertion')).toBe(false);
    expect(authority.exchanges.map(({ path }) => path)).toEqual(
      Array.from({ length: 4 }, () => `/${authority.tenantId}/oauth2/v2.0/token`),
    );
  });

  it('keeps the refresh token where Entra gives no other', async () => {
    const handle = await made();
    authority.tokenEndpoint = renews({ refresh_token: undefined });
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await use(handle)).toEqual(SERVED);
      clock.forward(3600);
    }
    expect(renewals().map((form) => form.get('refresh_token'))).toEqual([given[0], given[0]]);
  });

  it.each([[undefined], [''], [null], [7], [{}]])('cannot be where the first refresh token is %j', async (token) => {
    authority.tokenEndpoint = renews({ refresh_token: token });
    const answer = await postHandle(api, authority.token(), JSON.stringify({ operations: [ME] }));
    expect({ status: answer.status, code: answer.body['code'], scopes: answer.body['scopes'] }).toEqual({
      status: 403,
      code: 'consent_required',
      scopes: ['offline_access'],
    });
  });

  it('cannot do what was not consented to, and that is told when the handle is made', async () => {
    const body = JSON.stringify({ operations: [ME, 'GET /v1.0/me/messages', 'GET /v1.0/me/events'] });
    const answer = await postHandle(api, authority.token(), body);
    expect({ status: answer.status, code: answer.body['code'], scopes: answer.body['scopes'] }).toEqual({
      status: 403,
      code: 'consent_required',
      scopes: ['Mail.ReadBasic', 'Calendars.Read'],
    });
  });

  it.each([
    [70000, 'invalid_grant'],
    [70008, 'invalid_grant'],
    [700082, 'invalid_grant'],
    [50173, 'invalid_grant'],
    [999999, 'invalid_grant'],
  ])('ends the handle where Entra answers %d', async (aadsts, error) => {
    const handle = await made();
    authority.tokenEndpoint = refuses(error, aadsts);
    expect(await use(handle)).toEqual(NO_USER);
    authority.tokenEndpoint = renews();
    expect(await use(handle)).toEqual(NO_USER);
    expect(renewals()).toHaveLength(1);
  });

  it.each([
    ['our secret is wrong', refuses('invalid_client', 7000215, 401), 500, 'misconfigured'],
    ['Entra throttles', refuses('temporarily_unavailable', 90055, 429), 503, 'identity_unavailable'],
    ['Entra is down', refuses('server_error', 90033, 503), 503, 'identity_unavailable'],
    ['consent is missing', refuses('invalid_grant', 65001), 403, 'consent_required'],
    ['the answer is empty', answers((response) => json(response, {})), 502, 'identity_bad_response'],
    ['the answer is no token', answers((response) => response.end('<html>')), 502, 'identity_bad_response'],
    ['the connection breaks', answers((response) => response.destroy()), 503, 'identity_unavailable'],
  ])('does not end the handle where %s', async (_why, tokenEndpoint, status, code) => {
    const handle = await made();
    authority.tokenEndpoint = tokenEndpoint;
    expect(await use(handle)).toMatchObject({ status, code });
    authority.tokenEndpoint = renews();
    expect(await use(handle)).toEqual(SERVED);
  });

  it('does not end the handle where a newer refresh token has been put there meanwhile', async () => {
    const handle = await made();
    const handles = api.app.get(Handles, { strict: false });
    authority.tokenEndpoint = (response, received) => {
      void handles
        .read(recordName(handle))
        .then((kept) => kept && handles.rotate(kept, 'newer'))
        .then(() => refuses('invalid_grant', 70000)(response, received));
    };
    expect(await use(handle)).toMatchObject({ status: 503, code: 'identity_unavailable' });
    authority.tokenEndpoint = renews();
    expect(await use(handle)).toEqual(SERVED);
    expect(renewals().at(-1)?.get('refresh_token')).toBe('newer');
  });

  it('is of no use where the handle ended while it was under way', async () => {
    const user = authority.token();
    const { id, handle } = await makeHandle(api, user, [ME]);
    authority.tokenEndpoint = (response, received) => {
      void api.send('DELETE', `/auth/handles/${id}`, user).then(() => renews()(response, received));
    };
    expect(await use(handle)).toEqual(NO_USER);
    expect(await use(handle)).toEqual(NO_USER);
    expect((await handlesOf(api, user)).map((each) => each.id)).not.toContain(id);
  });

  it('is done once more where Graph refuses the token, and no oftener', async () => {
    const handle = await made();
    expect(await use(handle)).toEqual(SERVED);
    authority.graph = (response) => json(response, {}, 401);
    expect(await use(handle)).toMatchObject({ status: 502, code: 'graph_bad_response' });
    expect(await use(handle)).toMatchObject({ status: 502, code: 'graph_bad_response' });
    expect(renewals()).toHaveLength(2);
  });

  it('passes Graph’s claims challenge on, and the handle lives', async () => {
    const handle = await made();
    const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString('base64');
    authority.graph = (response) => {
      response.setHeader('www-authenticate', `Bearer realm="", error="insufficient_claims", claims="${claims}"`);
      json(response, {}, 401);
    };
    expect(await use(handle)).toEqual({ status: 401, code: 'insufficient_claims', error: 'insufficient_claims' });
    authority.graph = (response, { headers }) => json(response, { token: headers.authorization });
    const before = renewals().length;
    expect(await use(handle)).toEqual(SERVED);
    expect(renewals()).toHaveLength(before + 1);
  });

  it('hands Graph the new token and nothing of the job’s', async () => {
    const handle = await made();
    const answer = await answerOf(await api.send('GET', '/v1.0/me', job(), { 'behalf-handle': handle }));
    expect(String(answer.body['receivedToken'])).toMatch(/^opaque-/);
    const [call] = authority.received.filter(({ path }) => path === '/v1.0/me');
    expect(call?.headers).not.toHaveProperty('behalf-handle');
  });
});
