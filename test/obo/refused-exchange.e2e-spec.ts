import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf, exchangesOf, expectTokenTaken, graphCallsOf } from '../helpers/refusals.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

const MEGAN = 'megan@contoso.example';

describe('an exchange that Entra refuses', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ limits: { identityTimeoutMs: 1_500 } });
    await expectTokenTaken(system, await system.token('lee@contoso.example'), 'lee@contoso.example');
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterEach(() => {
    system.tenant.cloud.faults.clear();
    system.tenant.cloud.directory.reset();
  });

  const call = async (token: string, path = '/v1.0/me'): Promise<Answer> => answerOf(await system.get(path, token));

  it('I25 for want of consent says which scopes, and where the user gives them', async () => {
    const carla = 'carla@contoso.example';
    const token = await system.token(carla);
    const answer = await call(token, '/v1.0/me/messages');
    expect(answer).toMatchObject({
      status: 403,
      challenge: undefined,
      body: {
        code: 'consent_required',
        remedy: 'consent',
        scopes: ['Mail.ReadBasic'],
        error: { code: 'consent_required' },
      },
    });
    const consent = new URL(String(answer.body['consentUri']));
    const api = system.tenant.cloud.directory.named('api');
    expect(consent.origin).toBe(system.tenant.origins.http);
    expect(consent.pathname).toBe(`/${system.tenant.user(carla).tenantId}/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(consent.searchParams)).toMatchObject({
      client_id: api.clientId,
      response_type: 'code',
      prompt: 'consent',
      scope: 'Mail.ReadBasic',
    });
    expect(api.redirectUris.map(({ uri }) => uri)).toContain(consent.searchParams.get('redirect_uri'));
    expect(graphCallsOf(system)).toEqual([]);
  });

  it('for want of consent works on the next call after the consent', async () => {
    const carla = 'carla@contoso.example';
    const token = await system.token(carla);
    expect((await call(token)).body).toMatchObject({ code: 'consent_required', scopes: ['User.Read'] });
    const consented = await request(`${system.tenant.origins.http}/sandbox/users/${carla}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ consent: false }),
    });
    expect(consented.statusCode).toBe(200);
    await expectTokenTaken(system, token, carla);
  });

  it('I22 for want of MFA passes the claims on, in base64 and as JSON, and takes the token of who did', async () => {
    const mika = system.tenant.user('mika@contoso.example');
    const answer = await call(await system.token(mika.userPrincipalName));
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'insufficient_claims', remedy: 'step_up' },
      challenge: {
        error: 'insufficient_claims',
        authorization_uri: `${system.tenant.origins.http}/${mika.tenantId}/oauth2/v2.0/authorize`,
        resource_metadata: `${system.url}/.well-known/oauth-protected-resource`,
      },
    });
    const claims = Buffer.from(answer.challenge?.['claims'] ?? '', 'base64').toString('utf8');
    expect(claims).toBe(answer.body['claims']);
    expect(JSON.parse(claims)).toMatchObject({ access_token: { capolids: { essential: true } } });
    expect(graphCallsOf(system)).toEqual([]);
    const steppedUp = await system.token(mika.userPrincipalName, { amr: ['pwd', 'mfa'] });
    await expectTokenTaken(system, steppedUp, mika.userPrincipalName);
  });

  it('for a disabled user is 403', async () => {
    expect(await call(await system.token('dana@contoso.example'))).toMatchObject({
      status: 403,
      challenge: undefined,
      body: { code: 'access_blocked', remedy: 'contact_admin' },
    });
    expect(exchangesOf(system)).toMatchObject([{ errorCode: 50057 }]);
  });

  it('for a revoked session is 401, and the token issued afterwards works', async () => {
    const megan = system.tenant.user(MEGAN);
    const now = Math.floor(Date.now() / 1000);
    const before = await system.token(MEGAN, { iat: now - 10, nbf: now - 10 });
    system.tenant.cloud.directory.change(megan, { tokensValidFrom: Date.now() });
    const answer = await call(before);
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'invalid_token' },
      challenge: { error: 'invalid_token' },
    });
    expect(exchangesOf(system)).toMatchObject([{ errorCode: 50173 }]);
    await expectTokenTaken(system, await system.token(MEGAN), MEGAN);
  });

  it('I26 for an assertion that ends at Entra before it ends here is 401', async () => {
    const now = Math.floor(Date.now() / 1000);
    const answer = await call(await system.token(MEGAN, { iat: now - 3600, nbf: now - 3600, exp: now - 5 }));
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'invalid_token' },
      challenge: { error: 'invalid_token' },
    });
    expect(exchangesOf(system)).toMatchObject([{ errorCode: 500133 }]);
  });

  describe('by trouble of its own', () => {
    it.each<[string, object, string | undefined]>([
      ['I13 429 with Retry-After 7', { status: 429, retryAfter: 7 }, '7'],
      ['429 without', { status: 429 }, '5'],
      ['429 with an absurd wait', { status: 429, retryAfter: 90_000 }, '300'],
      ['503', { status: 503 }, '5'],
      ['500', { status: 500, retryAfter: 2 }, '2'],
      ['504', { status: 504 }, '5'],
      ['I11 silence', { hang: true }, '5'],
      ['I11 a reset', { reset: 'beforeHeaders' }, '5'],
      ['half an answer', { reset: 'midBody' }, '5'],
    ])('%s is 503, and the next call works', async (_what, identity, retryAfter) => {
      const token = await system.token(MEGAN);
      system.tenant.cloud.faults.set({ identity });
      const answer = await call(token);
      expect(answer).toMatchObject({
        status: 503,
        challenge: undefined,
        headers: { 'retry-after': retryAfter },
        body: { code: 'identity_unavailable', retryAfter: Number(retryAfter), remedy: 'retry' },
      });
      expect(graphCallsOf(system)).toEqual([]);
      system.tenant.cloud.faults.clear();
      await expectTokenTaken(system, token, MEGAN);
    });

    it('I13 leaves those alone who have their token', async () => {
      const cached = await system.token(MEGAN);
      await expectTokenTaken(system, cached, MEGAN);
      system.tenant.cloud.faults.set({ identity: { status: 429, retryAfter: 7 } });
      expect((await call(await system.token('adele@contoso.example'))).status).toBe(503);
      await expectTokenTaken(system, cached, MEGAN);
    });

    it('I13 of one user’s throttling never reaches another user', async () => {
      system.tenant.cloud.faults.set({ identity: { status: 429, retryAfter: 7, user: 'adele@contoso.example' } });
      expect((await call(await system.token('adele@contoso.example'))).status).toBe(503);
      await expectTokenTaken(system, await system.token(MEGAN), MEGAN);
      expect((await call(await system.token('adele@contoso.example'))).status).toBe(503);
    });

    it('I31 reaches all who shared the exchange, and the next call asks again', async () => {
      const token = await system.token(MEGAN);
      system.tenant.cloud.faults.set({ identity: { status: 503, delayMs: 50 } });
      const answers = await Promise.all(Array.from({ length: 20 }, () => call(token)));
      expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['code'])}`))).toEqual(
        new Set(['503 identity_unavailable']),
      );
      expect(system.tenant.cloud.journal.entries.filter(({ side }) => side === 'identity')).toHaveLength(1);
      system.tenant.cloud.faults.clear();
      await expectTokenTaken(system, token, MEGAN);
    });
  });
});

describe('I28 a wrong client secret', () => {
  it('is 500 and an alert in the log, never 401, and says nothing of the secret', async () => {
    const secret = crypto.randomUUID();
    const system = await startTestSystem({ environment: { AZURE_CLIENT_SECRET: secret } });
    const answer = await answerOf(await system.get('/v1.0/me', await system.token(MEGAN)));
    expect(answer).toMatchObject({
      status: 500,
      challenge: undefined,
      body: { code: 'misconfigured', remedy: 'fix_configuration' },
    });
    expect(exchangesOf(system)).toMatchObject([{ errorCode: 7000215 }]);
    const alert = system
      .log()
      .split('\n')
      .find((line) => line.includes('exchange_misconfigured'));
    expect(JSON.parse(alert ?? '{}')).toMatchObject({ level: 'error', code: 'misconfigured', aadsts: '7000215' });
    expect(system.log() + JSON.stringify(answer)).not.toContain(secret);
    await system.close();
  });
});

describe('G01 a session revoked at Graph', () => {
  it('gives up the token and passes the challenge on; the next sign-in works', async () => {
    const clock = new StoppedClock();
    const system = await startTestSystem({ clock });
    const token = await system.token(MEGAN);
    await expectTokenTaken(system, token, MEGAN);
    clock.forward(5);
    system.tenant.cloud.directory.change(system.tenant.user(MEGAN), { tokensValidFrom: clock.now() });
    const answer = await answerOf(await system.get('/v1.0/me', token));
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'insufficient_claims' },
      challenge: { error: 'insufficient_claims' },
    });
    const claims = Buffer.from(answer.challenge?.['claims'] ?? '', 'base64').toString('utf8');
    expect(claims).toBe(answer.body['claims']);
    expect(JSON.parse(claims)).toMatchObject({ access_token: { nbf: { essential: true } } });
    expect(exchangesOf(system)).toHaveLength(1);
    await expectTokenTaken(system, await system.token(MEGAN), MEGAN);
    // The old one is exchanged anew, because its Graph token was given up, and Entra will not.
    expect((await answerOf(await system.get('/v1.0/me', token))).body['code']).toBe('invalid_token');
    expect(exchangesOf(system).at(-1)).toMatchObject({ errorCode: 50173 });
    await system.close();
  });
});
