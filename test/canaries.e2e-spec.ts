import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Tracing } from '../src/common/trace/tracing.js';
import { TokenCache } from '../src/obo/token-cache.js';
import { makeHandle } from './handles/handle-client.js';
import { RedisServer } from './helpers/redis-server.js';
import type { Answer } from './helpers/refusals.js';
import { answerOf, readAnswer } from './helpers/refusals.js';
import { lacks, starts } from './helpers/requires.js';
import type { TestSystem } from './helpers/api.js';
import { startTestSystem } from './helpers/api.js';
import type { Collector } from './telemetry/collector.js';
import { startCollector } from './telemetry/collector.js';
import { getBehind } from './telemetry/scrape.js';
import { withHeader, withSignature } from './helpers/forged-tokens.js';
import { NAVIGATION, SessionBrowser } from './session/session-browser.js';

const MEGAN = 'megan@contoso.example';
const canary = (): string => `canary${randomBytes(12).toString('hex')}`;
/** What must be seen nowhere, beside tokens themselves. */
const SECRETS = {
  claim: canary(),
  query: canary(),
  kid: canary(),
  userAgent: canary(),
  redisPassword: canary(),
  cacheKey: randomBytes(32).toString('base64'),
};

describe.skipIf(lacks('canaries', { 'redis-server': starts('redis-server', '--version') }))(
  'L16, L17 a secret, a token or what a user says, at LOG_LEVEL=trace',
  () => {
    let redis: RedisServer;
    let system: TestSystem;
    let collector: Collector;
    /** Everything that went out: bodies, headers, and what was written to the process's own streams. */
    const seen: string[] = [];

    beforeAll(async () => {
      for (const stream of [process.stdout, process.stderr]) {
        const write = stream.write.bind(stream);
        vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
          seen.push(String(chunk));
          return write(chunk);
        });
      }
      redis = await RedisServer.start();
      await redis.with((client) => client.config('SET', 'requirepass', SECRETS.redisPassword));
      collector = await startCollector();
      system = await startTestSystem({
        environment: {
          METRICS_PORT: '0',
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          LOG_LEVEL: 'trace',
          REDIS_URL: redis.url.replace('//', `//:${SECRETS.redisPassword}@`),
          TOKEN_CACHE_KEYS: SECRETS.cacheKey,
          SESSION: 'on',
        },
        // A busy machine is no dead Redis, and unknown keys need not be waited for as long as at Entra.
        limits: { redisTimeoutMs: 5_000, keysCooldownMs: 50 },
      });
      await vi.waitUntil(() => system.log().includes('redis_connected'), { timeout: 20_000 });
    });
    afterAll(async () => {
      await system.close();
      await collector.close();
      await redis.close();
      vi.restoreAllMocks();
    });
    afterEach(() => {
      system.tenant.cloud.faults.clear();
      system.tenant.cloud.directory.reset();
    });

    const tokenOf = (user = MEGAN): Promise<string> => system.token(user, { note: SECRETS.claim });
    const call = async (
      path: string,
      token?: string,
      method: 'GET' | 'POST' | 'DELETE' = 'GET',
      headers: Record<string, string> = {},
    ): Promise<Answer> => {
      const { statusCode, headers: got, body } = await system.send(method, path, token, headers);
      const text = await body.text();
      // What Graph says and the caller's own claims are the caller's; everything else is ours.
      if (statusCode >= 400 || path === '/openapi.json') seen.push(text);
      seen.push(JSON.stringify(got));
      return readAnswer(statusCode, got, text);
    };
    const forgetMemory = (): void => system.api.get(TokenCache, { strict: false }).forgetAll();
    const expectSilence = (): void => {
      const { secret = 'no secret' } = system.tenant.cloud.directory.named('api');
      // A claims challenge is base64 of JSON, as a token's parts are.
      const everything = [...seen, system.log()].join('\n').replaceAll(/claims=\\?"[\w+/=]*\\?"/g, '');
      const secrets = Object.entries({ ...SECRETS, clientSecret: secret, token: 'eyJ' });
      expect(secrets.flatMap(([name, value]) => (everything.includes(value) ? [name] : []))).toEqual([]);
    };

    it('is not told by what goes well', async () => {
      const token = await tokenOf();
      const search = `/v1.0/me/messages?$search=${encodeURIComponent(`"${SECRETS.query}"`)}`;
      expect((await call(search, token, 'GET', { 'user-agent': SECRETS.userAgent })).status).toBe(200);
      forgetMemory();
      expect((await call('/v1.0/me', token)).status).toBe(200);
      expect((await call('/auth/token', token)).status).toBe(200);
      expect((await call('/auth/token/refresh', token, 'POST')).status).toBe(200);
      expect((await call('/openapi.json')).status).toBe(200);
      expect((await call('/health/ready')).status).toBe(200);
      expect((await call('/auth/token', token, 'DELETE')).status).toBe(204);
      expectSilence();
    });

    it('is not told by handles', async () => {
      const token = await tokenOf('adele@contoso.example');
      const { handle } = await makeHandle(system, token);
      expect((await call('/auth/handles', token)).status).toBe(200);
      expect((await call('/v1.0/me', token, 'GET', { 'behalf-handle': handle })).status).toBe(400);
      expect([...seen, system.log()].join('\n')).not.toContain(handle);
      expectSilence();
    });

    it('is not told by sessions', async () => {
      const browser = new SessionBrowser(system);
      const query = { return_to: `/app/${SECRETS.query}`, claims: JSON.stringify({ note: SECRETS.claim }) };
      const { pathname, search, searchParams } = await browser.authorized(MEGAN, query);
      const pending = browser.cookies.get('behalf-sign-in') ?? 'none';
      const forged = `/auth/callback?state=${SECRETS.query}&code=${SECRETS.query}&error_description=${SECRETS.query}`;
      const refused = await browser.get(forged, NAVIGATION);
      expect((await browser.get(`${pathname}${search}`, NAVIGATION)).status).toBe(302);
      const { session = 'none' } = browser;
      const answers = [
        refused,
        await browser.get(`${pathname}${search}`, NAVIGATION),
        await browser.send('POST', `/auth/logout?return_to=//${SECRETS.query}`),
        await browser.get(`/auth/login?prompt=${SECRETS.query}`, NAVIGATION),
        await browser.get(`/auth/frontchannel-logout?sid=${SECRETS.query}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 200]);
      expect((await browser.get('/v1.0/me')).status).toBe(200);
      const state = await browser.get('/auth/session');
      expect((await browser.send('POST', '/auth/logout')).status).toBe(200);
      const secrets = [session, pending, searchParams.get('code') ?? 'none', searchParams.get('state') ?? 'none'];
      const told = [system.log(), JSON.stringify([...answers, state])].join('\n');
      for (const secret of secrets) expect(told).not.toContain(secret);
      seen.push(JSON.stringify([...answers, state]));
      expectSilence();
    });

    it('is not told by refused tokens', async () => {
      const token = await tokenOf();
      const bad = [
        withHeader(token, { kid: SECRETS.kid }),
        withHeader(token, { kid: `${SECRETS.kid}\r\n{"level":"fatal"}` }),
        withHeader(token, { alg: 'none', jku: `https://${SECRETS.kid}.example` }),
        withSignature(token, randomBytes(256)),
        await system.token(MEGAN, { aud: SECRETS.claim }),
        await system.token(MEGAN, { exp: 1, note: SECRETS.claim }),
        await system.token(MEGAN, { scp: SECRETS.claim }),
        `${token}.${SECRETS.claim}`,
        SECRETS.claim,
      ];
      for (const each of bad) expect([401, 403, 400]).toContain((await call('/v1.0/me', each)).status);
      expect((await call(`/v1.0/me?access_token=${token}`, token)).status).toBe(400);
      expect((await call(`/nowhere/${SECRETS.query}`)).status).toBe(404);
      expect((await call(`/v1.0/${SECRETS.query}`, token)).status).toBe(404);
      expect((await call(`/v1.0/%zz${SECRETS.query}`, token)).status).toBe(400);
      expectSilence();
    });

    it('is not told by refused exchanges', async () => {
      for (const user of ['carla@contoso.example', 'mika@contoso.example'])
        expect([401, 403]).toContain((await call('/v1.0/me', await tokenOf(user))).status);
      expectSilence();
    });

    it.each<[string, Parameters<TestSystem['tenant']['cloud']['faults']['set']>[0]]>([
      ['identity is down', { identity: { status: 503 } }],
      ['identity breaks off', { identity: { reset: 'beforeHeaders' } }],
      ['identity answers half', { identity: { reset: 'midBody' } }],
      ['Graph is down', { graph: { status: 503 } }],
      ['Graph breaks off', { graph: { reset: 'beforeHeaders' } }],
      ['Graph refuses the token', { graph: { status: 401 } }],
    ])('is not told when %s', async (_what, fault) => {
      system.tenant.cloud.faults.set(fault);
      expect((await call(`/v1.0/me?$select=${SECRETS.query}`, await tokenOf())).status).toBeGreaterThanOrEqual(400);
      expectSilence();
    });

    it('is not told when Redis goes away', async () => {
      const token = await tokenOf();
      await redis.kill();
      forgetMemory();
      expect((await call('/v1.0/me', token)).status).toBe(200);
      expect((await call('/auth/token', token, 'DELETE')).status).toBe(503);
      expect((await call('/auth/handles', token)).status).toBe(503);
      expectSilence();
    });

    it('L19 makes no line of its own in the log', async () => {
      const forged = '","level":"fatal","event":"forged';
      await call('/v1.0/me', await tokenOf(), 'GET', {
        'user-agent': forged,
        'client-request-id': `id${forged}`,
      });
      await call(`/v1.0/me?x=%0A${encodeURIComponent(forged)}`, withHeader(await tokenOf(), { kid: forged }));
      const lines = system.log().trimEnd().split('\n');
      for (const line of lines) expect(JSON.parse(line)).not.toMatchObject({ level: 'fatal' });
      expectSilence();
    });

    it('is not told by metrics, by readiness with reasons, or by spans', async () => {
      const token = await tokenOf();
      const path = `/v1.0/me/messages?$search=${encodeURIComponent(`"${SECRETS.query}"`)}`;
      const headers = { 'user-agent': SECRETS.userAgent, tracestate: `vendor=${SECRETS.claim}` };
      expect((await call(path, token, 'GET', headers)).status).toBe(200);
      await call(`/v1.0/me/messages/${SECRETS.query}`, token, 'GET', headers);
      await call(`/${SECRETS.query}`, withHeader(token, { kid: SECRETS.kid }), 'GET', headers);
      await call('/v1.0/me', await tokenOf('carla@contoso.example'), 'GET', headers);
      await system.api.get(Tracing).flush();
      const metrics = (await getBehind(system.api, '/metrics')).text;
      const spans = collector.requests.map(({ body }) => body.toString()).join('\n');
      expect(metrics).toContain('behalf_requests_total{operation="mail.messages.list"');
      expect(spans).toContain('mail.messages.list');
      // Of all requests before as well.
      const told = [metrics, spans, (await getBehind(system.api, '/ready')).text];
      for (const user of [MEGAN, 'carla@contoso.example'])
        for (const text of told) expect(text).not.toContain(system.tenant.user(user).id);
      for (const text of told) expect(text).not.toContain('@contoso.example');
      seen.push(...told);
      expectSilence();
    });

    it('is seen where it may be: in what the caller says of itself', async () => {
      const answer = await answerOf(await system.get('/auth/token', await tokenOf()));
      expect(answer.body['caller']).toMatchObject({ note: SECRETS.claim });
    });
  },
);
