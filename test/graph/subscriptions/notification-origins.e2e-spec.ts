import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { CATALOGUE } from '../../../src/graph/catalogue/catalogue.js';
import type { Answer } from '../../helpers/refusals.js';
import { answerOf } from '../../helpers/refusals.js';
import { exchangedBytes, statusesIn } from '../../helpers/raw-connection.js';
import { json } from '../../helpers/stand-in-authority.js';
import { get, post, postBatch, postRaw, told } from '../batch/batch-client.js';
import type { BeforeStandIn } from '../batch/stand-in-graph.js';
import { fine, startBeforeStandIn } from '../batch/stand-in-graph.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const GOOD = 'https://hooks.example/notify?x=1';
const EVIL = 'https://evil.example/notify';

/** The operations these tests are about, as far as GRAPH_ALLOW has to open them; `/v1.0/{x}` would open subscriptions as well. */
const GRAPH_ALLOW = [
  'POST /v1.0/{x}',
  'POST /v1.0/subscriptions/{id}/reauthorize',
  ...[
    'GET /v1.0/subscriptions',
    'POST /v1.0/subscriptions',
    'PATCH /v1.0/subscriptions/{id}',
    'DELETE /v1.0/subscriptions/{id}',
  ].filter(
    (text) =>
      !CATALOGUE.some(({ method, path }) => text.replace('{id}', '') === `${method} ${path.replace(/\{.*/, '')}`),
  ),
].join(',');

function send(
  { url }: BeforeStandIn,
  token: string,
  method: Dispatcher.HttpMethod,
  path: string,
  { body = '', headers = JSON_TYPE }: { body?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const own = { authorization: `Bearer ${token}`, ...headers };
  return getGlobalDispatcher()
    .request({ origin: url, path, method, headers: own, body: body.length === 0 ? null : body })
    .then(answerOf);
}

describe('a subscription', () => {
  let system: BeforeStandIn;
  const atGraph = (): readonly (readonly [string, string, string])[] =>
    system.authority.received
      .filter(({ path }) => path.startsWith('/v1.0/'))
      .map(({ method, path, body }) => [method, path, body] as const);
  const create = (body: string | Buffer, headers = JSON_TYPE, path = '/v1.0/subscriptions'): Promise<Answer> =>
    send(system, system.token, 'POST', path, { body, headers });
  const wish = (members: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ changeType: 'created', resource: 'me/messages', ...members });

  beforeAll(async () => {
    system = await startBeforeStandIn({
      GRAPH_ALLOW,
      NOTIFICATION_ORIGINS: 'https://hooks.example,http://localhost:4000',
    });
  });
  beforeEach(() => {
    system.answers(() => fine());
    const batch = system.authority.graph;
    system.authority.graph = (response, received) =>
      received.path.endsWith('$batch') ? batch(response, received) : json(response, { id: 's' }, 201);
  });
  afterAll(() => system.close());

  it('with a listed origin goes to Graph byte for byte as it came', async () => {
    const body = `{ "notificationUrl" : "${GOOD}",\n "n": 1.0, "s":"\\u00e9", "lifecycleNotificationUrl":"http://localhost:4000/l" }`;
    expect((await create(body)).status).toBe(201);
    expect((await send(system, system.token, 'PATCH', '/v1.0/subscriptions/1', { body })).status).toBe(201);
    expect(atGraph()).toEqual([
      ['POST', '/v1.0/subscriptions', body],
      ['PATCH', '/v1.0/subscriptions/1', body],
    ]);
  });

  it('is renewed without an address, read and ended', async () => {
    const body = '{"expirationDateTime":"2026-12-01T00:00:00Z","lifecycleNotificationUrl":null}';
    expect((await send(system, system.token, 'PATCH', '/v1.0/subscriptions/1', { body })).status).toBe(201);
    expect((await send(system, system.token, 'GET', '/v1.0/subscriptions', { headers: {} })).status).toBe(201);
    expect((await send(system, system.token, 'DELETE', '/v1.0/subscriptions/1', { headers: {} })).status).toBe(201);
    expect(atGraph()).toHaveLength(3);
  });

  it('is authorized again without a body, alone and within a batch, and not with one that names another place', async () => {
    const path = '/v1.0/subscriptions/1/reauthorize';
    const options = { headers: { 'content-length': '0' } };
    expect((await send(system, system.token, 'POST', path, options)).status).toBe(201);
    const within = await postBatch(system, system.token, [
      { id: '1', method: 'POST', url: '/subscriptions/1/reauthorize' },
    ]);
    expect(told(within)).toEqual({ '1': '200' });
    expect((await create(wish({ notificationUrl: EVIL }), JSON_TYPE, path)).body['code']).toBe('invalid_body');
  });

  it('goes to Graph when its body comes in chunks', async () => {
    const body = wish({ notificationUrl: GOOD });
    const head = `POST /v1.0/subscriptions HTTP/1.1\r\nHost: ${new URL(system.url).host}\r\nAuthorization: Bearer ${system.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    const chunks = `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`;
    expect(statusesIn(await exchangedBytes(system.url, head + chunks))).toEqual([201]);
    expect(atGraph()).toEqual([['POST', '/v1.0/subscriptions', body]]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a foreign origin', { notificationUrl: EVIL }],
    ['a foreign origin for its life', { notificationUrl: GOOD, lifecycleNotificationUrl: EVIL }],
    ['a member in other letters', { NotificationURL: EVIL }],
    ['a member in both letters', { notificationUrl: GOOD, notificationurl: EVIL }],
    ['a listed host as userinfo', { notificationUrl: 'https://hooks.example@evil.example/' }],
    ['an event hub', { notificationUrl: `EventHub:${GOOD}` }],
    ['an address that is no text', { notificationUrl: [GOOD] }],
    ['an address within an object', { notificationUrl: { href: GOOD } }],
  ])('is refused with %s, before anything reaches Graph or Entra', async (_name, members) => {
    const answer = await create(wish(members));
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_body']);
    expect(answer.body['detail']).toMatch(/NOTIFICATION_ORIGINS/);
    expect(JSON.stringify(answer.body)).not.toContain('evil');
    expect(
      system.authority.received.filter(({ path }) => path.startsWith('/v1.0/') || path.endsWith('/token')),
    ).toEqual([]);
  });

  it.each(['/v1.0/Subscriptions', '/v1.0/%73ubscriptions', '/v1.0/SUBSCRIPTIONS?x=1'])(
    'is refused by a foreign origin at %s',
    async (path) => {
      expect((await create(wish({ notificationUrl: EVIL }), JSON_TYPE, path)).body['code']).toBe('invalid_body');
      expect(atGraph()).toEqual([]);
    },
  );

  it.each([
    ['an escaped name', `{"notification\\u0055rl":"${EVIL}"}`],
    ['B08 its address twice', `{"notificationUrl":"${EVIL}","notificationUrl":"${GOOD}"}`],
    ['B08 its address twice, once escaped', `{"notificationUrl":"${GOOD}","notification\\u0055rl":"${GOOD}"}`],
    ['B07 no JSON', `notificationUrl=${EVIL}`],
    ['B07 a byte order mark', `\uFEFF${wish({ notificationUrl: GOOD })}`],
    ['B07 UTF-16', Buffer.from(wish({ notificationUrl: GOOD }), 'utf16le')],
    ['B08 a depth without end', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['a list', `[${wish({ notificationUrl: EVIL })}]`],
  ])('is refused for %s', async (_name, body) => {
    const answer = await create(body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_body']);
    expect(atGraph()).toEqual([]);
  });

  it.each([
    ['B07 another charset', { 'content-type': 'application/json; charset=utf-7' }],
    ['text', { 'content-type': 'text/plain' }],
    ['a compressed body', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ])('is refused as %s', async (_name, headers) => {
    const answer = await create(wish({ notificationUrl: GOOD }), headers);
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupported_media_type']);
    expect(atGraph()).toEqual([]);
  });

  it('B01 is refused beyond 64 KB', async () => {
    const answer = await create(wish({ notificationUrl: GOOD, clientState: 'x'.repeat(64 * 1024) }));
    expect([answer.status, answer.body['code']]).toEqual([413, 'body_too_large']);
    expect(atGraph()).toEqual([]);
  });

  it('G02 is sent once more where Graph refuses the token, byte for byte', async () => {
    const body = wish({ notificationUrl: GOOD });
    let refusals = 0;
    system.authority.graph = (response) => {
      refusals += 1;
      json(response, {}, refusals === 1 ? 401 : 201);
    };
    system.authority.tokenEndpoint = (response) =>
      json(response, system.authority.tokenAnswer({ access_token: `opaque-${refusals}` }));
    expect((await create(body)).status).toBe(201);
    expect(atGraph().map(([, , sent]) => sent)).toEqual([body, body]);
  });

  it('is judged the same within a batch', async () => {
    const good = { changeType: 'created', notificationUrl: GOOD };
    const answer = await postBatch(system, system.token, [
      post('/subscriptions', good, { id: 'good' }),
      post('/subscriptions', { ...good, notificationUrl: EVIL }, { id: 'evil' }),
      post('/%73UBSCRIPTIONS', { ...good, LifecycleNotificationUrl: EVIL }, { id: 'letters' }),
      { ...post('/subscriptions/1', { notificationUrl: EVIL }, { id: 'changed' }), method: 'PATCH' },
      post('/subscriptions', Buffer.from(JSON.stringify({ notificationUrl: EVIL })).toString('base64'), {
        id: 'base64',
      }),
      post('/subscriptions', { ...good, clientState: 'x'.repeat(64 * 1024) }, { id: 'long' }),
      ...[{ 'Content-Type': 'application/json; charset=utf-16' }, { 'Content-Encoding': 'gzip' }, {}].map(
        (headers, place) => ({
          ...post('/subscriptions', good, { id: `coding${place}` }),
          headers: { ...(place === 1 && { 'Content-Type': 'application/json' }), ...headers },
        }),
      ),
      get('/subscriptions', { id: 'after', dependsOn: ['evil'] }),
    ]);
    expect(told(answer)).toEqual({
      good: '200',
      evil: '400 invalid_body',
      letters: '400 invalid_body',
      changed: '400 invalid_body',
      base64: '400 invalid_body',
      long: '413 body_too_large',
      coding0: '415 unsupported_media_type',
      coding1: '415 unsupported_media_type',
      coding2: '415 unsupported_media_type',
      after: '424',
    });
    expect(system.batches.map((batch) => batch.map(({ id }) => id))).toEqual([['good']]);
    expect(system.received[0]?.body).not.toContain('evil');
  });

  it('B08 whose address stands twice within a batch makes the batch invalid', async () => {
    const body = `{"notificationUrl":"${EVIL}","notificationUrl":"${GOOD}"}`;
    const text = `{"requests":[{"id":"1","method":"POST","url":"/subscriptions","body":${body}}]}`;
    expect((await postRaw(system, system.token, text)).body['code']).toBe('invalid_body');
    expect(atGraph()).toEqual([]);
  });
});

describe('without NOTIFICATION_ORIGINS', () => {
  it('subscriptions are closed, whatever GRAPH_ALLOW says, and within batches as well', async () => {
    const closed = await startBeforeStandIn({ GRAPH_ALLOW: 'POST /v1.0/{x},PATCH /v1.0/{x}/{y}' });
    closed.answers(() => fine());
    const body = JSON.stringify({ notificationUrl: GOOD });
    for (const [method, path] of [
      ['POST', '/v1.0/subscriptions'],
      ['POST', '/v1.0/%53ubscriptions'],
      ['PATCH', '/v1.0/subscriptions/1'],
      ['GET', '/v1.0/subscriptions'],
      ['DELETE', '/v1.0/subscriptions/1'],
    ] as const) {
      const answer = await send(closed, closed.token, method, path, { body });
      expect([method, path, answer.status, answer.body['code']]).toEqual([method, path, 404, 'operation_not_allowed']);
    }
    const within = await postBatch(closed, closed.token, [post('/subscriptions', { notificationUrl: GOOD })]);
    expect(told(within)).toEqual({ '/subscriptions': '404 operation_not_allowed' });
    expect(closed.authority.received.filter(({ path }) => path.startsWith('/v1.0/'))).toEqual([]);
    await closed.close();
  });
});
