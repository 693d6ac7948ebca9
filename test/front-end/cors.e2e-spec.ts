import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { conversation, statusesIn } from '../helpers/raw-connection.js';
import type { RawAnswer } from '../helpers/raw-request.js';
import { rawRequest } from '../helpers/raw-request.js';

const MEGAN = 'megan@contoso.example';
const APP = 'https://app.example';
const OTHER_APP = 'http://localhost:5173';
const WITHIN = { timeout: 20_000, interval: 10 };

/** Origins a browser may name that are like a listed one, and none. */
const NOT_LISTED = [
  'null',
  'https://app.example.evil.example',
  'https://evil-app.example',
  'https://sub.app.example',
  'http://app.example',
  'https://app.example:8443',
  'https://app.example:443',
  'https://APP.example',
  'https://app.example/',
  'https://app.example https://app.example',
  'https://app.example, https://app.example',
  'http://localhost',
  'http://localhost:5174',
  'http://127.0.0.1:5173',
  '*',
  '',
];

/** Requested by the Graph Toolkit, the Graph SDKs and MSAL's front ends; the Excel API needs the session id. */
const REQUESTED = [
  'authorization, cache-control, client-request-id, content-type, sdkversion, x-peoplequery-querysources',
  'authorization,consistencylevel,prefer,retry-attempt',
  'authorization,content-range,if-match,if-none-match,range',
  'authorization,workbook-session-id',
  'authorization,traceparent,tracestate',
];

const namesIn = (list: string | undefined): string[] =>
  (list ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim().toLowerCase()]));

/** Names of all CORS headers of an answer. */
const corsHeadersOf = ({ headers }: RawAnswer): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('CORS', () => {
  let system: TestSystem;
  let token: string;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { CORS_ORIGINS: `${APP},${OTHER_APP}` } });
    token = await system.token(MEGAN);
  });
  afterAll(() => system.close());
  afterEach(() => system.tenant.cloud.faults.clear());

  const send = (requestLine: string, origin: string | undefined, ...headers: readonly string[]): Promise<RawAnswer> =>
    rawRequest(system.url, [
      `${requestLine} HTTP/1.1`,
      ...(origin === undefined ? [] : [`Origin: ${origin}`]),
      ...headers,
    ]);
  const preflight = (path: string, origin: string, ...headers: readonly string[]): Promise<RawAnswer> =>
    send(`OPTIONS ${path}`, origin, 'Access-Control-Request-Method: GET', ...headers);
  const bearer = (): string => `Authorization: Bearer ${token}`;

  describe('H29 a preflight', () => {
    it.each([
      '/v1.0/me',
      '/v1.0/$batch',
      '/v1.0/me/drive/root:/a%20b.txt:/content',
      '/v1.0/nothing/of/this/kind',
      '/beta/me',
      '/auth/token',
      '/auth/handles/1',
      '/openapi.json',
      '/nothing',
    ])('is answered without a token for %s', async (path) => {
      for (const origin of [APP, OTHER_APP]) {
        const { status, headers, text } = await preflight(path, origin);
        expect([status, text]).toEqual([204, '']);
        expect(headers['access-control-allow-origin']).toBe(origin);
        expect(namesIn(headers['access-control-allow-methods'])).toEqual([
          'get',
          'head',
          'post',
          'put',
          'patch',
          'delete',
        ]);
        expect(headers['access-control-max-age']).toBe('600');
        expect(namesIn(headers['vary'])).toContain('origin');
      }
    });

    it.each(REQUESTED)('allows %s', async (requested) => {
      const { headers } = await preflight('/v1.0/me', APP, `Access-Control-Request-Headers: ${requested}`);
      expect(namesIn(headers['access-control-allow-headers'])).toEqual(expect.arrayContaining(namesIn(requested)));
    });

    it('never allows what this API keeps to itself or to others than browsers', async () => {
      const { headers } = await preflight('/v1.0/me', APP, 'Access-Control-Request-Headers: behalf-handle, cookie');
      const allowed = namesIn(headers['access-control-allow-headers']);
      expect(allowed.filter((name) => ['*', 'behalf-handle', 'cookie', 'x-forwarded-for'].includes(name))).toEqual([]);
    });

    it('from the internet to a private network is allowed to listed origins alone', async () => {
      const wish = 'Access-Control-Request-Private-Network: true';
      const listed = await preflight('/v1.0/me', APP, wish);
      expect(listed.headers['access-control-allow-private-network']).toBe('true');
      expect((await preflight('/v1.0/me', APP)).headers['access-control-allow-private-network']).toBeUndefined();
      expect(corsHeadersOf(await preflight('/v1.0/me', 'https://evil.example', wish))).toEqual([]);
    });

    it('is asked of nobody else: neither the tenant nor Graph hears of it', async () => {
      system.tenant.cloud.journal.clear();
      await preflight('/v1.0/me', APP);
      expect(system.tenant.cloud.journal.entries).toEqual([]);
    });
  });

  it.each(NOT_LISTED)('tells the origin "%s" nothing', async (origin) => {
    const asked = await preflight('/v1.0/me', origin, 'Access-Control-Request-Headers: authorization');
    expect([asked.status, corsHeadersOf(asked)]).toEqual([204, []]);
    const answers = [
      await send('GET /v1.0/me', origin, bearer()),
      await send('GET /v1.0/me', origin),
      await send('GET /health/live', origin),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200]);
    for (const answer of answers) {
      expect(corsHeadersOf(answer)).toEqual([]);
      expect(namesIn(answer.headers['vary'])).toContain('origin');
    }
  });

  it('tells nobody anything where no Origin is sent', async () => {
    const answer = await send('GET /v1.0/me', undefined, bearer());
    expect([answer.status, corsHeadersOf(answer)]).toEqual([200, []]);
  });

  describe('L22 a listed front end reads', () => {
    const expectReadable = ({ status, headers }: RawAnswer, expected: number): void => {
      expect(status).toBe(expected);
      expect(headers['access-control-allow-origin']).toBe(APP);
      expect(namesIn(headers['access-control-expose-headers'])).toEqual(
        expect.arrayContaining([
          'www-authenticate',
          'retry-after',
          'etag',
          'request-id',
          'client-request-id',
          'location',
          'content-range',
          'content-disposition',
        ]),
      );
      // Without sessions there is no cookie that could come along.
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(namesIn(headers['vary'])).toContain('origin');
    };

    it('answers that Graph’s bytes go straight into, each in its own way', async () => {
      for (const path of [
        '/v1.0/me',
        '/v1.0/me/messages?$top=2',
        '/v1.0/me/messages?$top=200',
        '/v1.0/me/photo/$value',
        '/v1.0/me/drive/root/children',
      ])
        expectReadable(await send(`GET ${path}`, APP, bearer()), 200);
      expectReadable(await send('HEAD /v1.0/me', APP, bearer()), 200);
      expectReadable(await send('GET /v1.0/me/messages/nothing', APP, bearer()), 400);
    });

    it.each([
      ['400', 'GET /v1.0/%2e%2e/me', 400],
      ['400 of the router', 'GET /v1.0/%zz', 400],
      ['404', 'GET /nothing', 404],
      ['404 of a closed operation', 'GET /v1.0/nothing', 404],
      ['405', 'PUT /v1.0/me', 405],
      ['414', `GET /v1.0/${'a'.repeat(9000)}`, 414],
      ['200 of its own', 'GET /auth/token', 200],
    ])('%s', async (_what, requestLine, status) => {
      expectReadable(await send(requestLine, APP, bearer()), status);
    });

    it('401, without a token and with a challenge', async () => {
      expectReadable(await send('GET /v1.0/me', APP), 401);
      expectReadable(await send('GET /auth/token', APP), 401);
      const challenged = await send(
        'GET /v1.0/me',
        APP,
        `Authorization: Bearer ${await system.token('mika@contoso.example')}`,
      );
      expectReadable(challenged, 401);
      expect(challenged.headers['www-authenticate']).toContain('error="insufficient_claims"');
    });

    it('403, with what consent is missing', async () => {
      const carla = `Authorization: Bearer ${await system.token('carla@contoso.example')}`;
      const refused = await send('GET /v1.0/me', APP, carla);
      expectReadable(refused, 403);
      expect(JSON.parse(refused.text)).toMatchObject({ code: 'consent_required', remedy: 'consent' });
    });

    it('429, of Graph and of this API', async () => {
      system.tenant.cloud.faults.set({ graph: { status: 429, retryAfter: 600 } });
      const throttled = await send('GET /v1.0/me', APP, bearer());
      expectReadable(throttled, 429);
      expect(throttled.headers['retry-after']).toBe('600');
      system.tenant.cloud.faults.clear();

      const bear = `Authorization: Bearer ${await system.token('adele@contoso.example')}`;
      const refreshed: RawAnswer[] = [];
      while (refreshed.at(-1)?.status !== 429 && refreshed.length < 20)
        refreshed.push(await send('POST /auth/token/refresh', APP, bear, 'Content-Length: 0'));
      const [limited] = refreshed.slice(-1);
      if (limited === undefined) throw new Error('nothing was sent');
      expectReadable(limited, 429);
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    });

    it('500 of Graph, 502 where it breaks off, 503 where the identity provider is down', async () => {
      const answers = async (fault: Parameters<typeof system.tenant.cloud.faults.set>[0]): Promise<RawAnswer> => {
        system.tenant.cloud.faults.set(fault);
        const own = `Authorization: Bearer ${await system.token('adele@contoso.example')}`;
        const answer = await send('GET /v1.0/me', APP, own);
        system.tenant.cloud.faults.clear();
        return answer;
      };
      expectReadable(await answers({ graph: { status: 500 } }), 500);
      expectReadable(await answers({ graph: { reset: 'beforeHeaders' } }), 502);
      const down = await answers({ identity: { status: 503 } });
      expectReadable(down, 503);
      expect(JSON.parse(down.text)).toMatchObject({ code: 'identity_unavailable' });
    });

    it('each of several answers on one connection by the origin of its own request', async () => {
      const { host } = new URL(system.url);
      const request = (origin: string): string =>
        `GET /v1.0/me HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n${bearer()}\r\n\r\n`;
      const caller = await conversation(system.url, request(APP));
      for (const [place, origin] of ['https://evil.example', OTHER_APP].entries()) {
        await expect.poll(() => statusesIn(caller.heard()).length, WITHIN).toBe(place + 1);
        caller.socket.write(request(origin));
      }
      await expect.poll(() => statusesIn(caller.heard()), WITHIN).toEqual([200, 200, 200]);
      caller.socket.destroy();
      const allowed = [...caller.heard().matchAll(/access-control-allow-origin: (\S*)/gi)].map(([, origin]) => origin);
      expect(allowed).toEqual([APP, OTHER_APP]);
    });
  });

  describe('where sessions are on', () => {
    let api: ListeningApi;
    beforeAll(async () => {
      api = await system.replica({ environment: { SESSION: 'on' } });
    });
    afterAll(() => api.close());

    it('a listed front end may send the cookie along, and no other', async () => {
      const to = (requestLine: string, origin: string): Promise<RawAnswer> =>
        rawRequest(api.url, [`${requestLine} HTTP/1.1`, `Origin: ${origin}`]);
      for (const requestLine of ['OPTIONS /v1.0/me', 'GET /v1.0/me', 'GET /auth/session', 'GET /v1.0/%zz']) {
        const listed = await to(requestLine, APP);
        expect(listed.headers['access-control-allow-origin']).toBe(APP);
        expect(listed.headers['access-control-allow-credentials']).toBe('true');
        expect(corsHeadersOf(await to(requestLine, 'https://evil.example'))).toEqual([]);
      }
    });
  });
});
