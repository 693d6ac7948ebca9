import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const SCOPES = ['User.Read', 'Mail.Read', 'Files.Read'];
const responses = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown().optional(),
    }),
  ),
});
type Responses = z.infer<typeof responses>['responses'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(() => {
  graph.cloud.faults.clear();
  graph.cloud.journal.clear();
});
afterAll(() => graph.close());

function post(requests: unknown, scopes: readonly string[] = SCOPES): Promise<Answer> {
  return ask(graph, 'POST /$batch', { as: MEGAN, scopes, body: { requests } });
}

async function answered(requests: unknown, scopes?: readonly string[]): Promise<Responses> {
  const { status, json } = await post(requests, scopes);
  expect(status).toBe(200);
  return responses.parse(json).responses;
}

function get(id: string, url: string, more: object = {}): object {
  return { id, method: 'GET', url, ...more };
}

function byId(all: Responses, id: string): Responses[number] {
  const found = all.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no answer has the id ${id}`);
  return found;
}

describe('a batch', () => {
  it('answers JSON as objects and bytes as base64, with header names as Graph spells them', async () => {
    const all = await answered([get('1', '/me?$select=displayName'), get('p', 'me/photo/$value')]);
    expect(byId(all, '1')).toMatchObject({
      status: 200,
      body: { displayName: 'Megan Bowen' },
      headers: { 'Cache-Control': 'no-cache', 'OData-Version': '4.0' },
    });
    expect(byId(all, '1').headers['Content-Type']).toMatch(/^application\/json;odata\.metadata=minimal/);
    const photo = byId(all, 'p');
    expect(photo.headers).toMatchObject({ 'Content-Type': 'image/jpeg', ETag: expect.any(String) });
    expect(Buffer.from(z.string().parse(photo.body), 'base64').subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  it('promises no order: independent answers come back in another than they were asked in', async () => {
    const all = await answered([get('1', '/me'), get('2', '/me'), get('3', '/me')]);
    expect(all.map(({ id }) => id)).toEqual(['3', '2', '1']);
  });

  it('gives each request its own refusal and the rest their answers', async () => {
    const all = await answered([
      get('mail', '/me/messages?$top=1'),
      get('groups', '/groups'),
      get('typo', '/mee'),
      get('versioned', '/v1.0/me'),
      get('absolute', 'https://graph.microsoft.com/v1.0/me'),
      get('climbing', '/../sandbox/journal'),
      get('escaped', '/%2e%2e/sandbox/journal'),
      get('backslash', '/..\\sandbox\\journal'),
      get('tab', '/.\t./sandbox/journal'),
    ]);
    const told = Object.fromEntries(all.map(({ id, status, body }) => [id, [status, body]]));
    expect(told['mail']).toMatchObject([200, { value: [{}] }]);
    expect(told['groups']).toMatchObject([403, { error: { code: 'Authorization_RequestDenied' } }]);
    for (const id of ['typo', 'versioned', 'absolute', 'climbing', 'escaped', 'backslash', 'tab'])
      expect([id, told[id]]).toMatchObject([id, [400, { error: { code: 'BadRequest', innerError: {} } }]]);
  });

  it('carries an inner header to its request, but no other token', async () => {
    const all = await answered(
      [
        get('count', '/users/$count', { headers: { ConsistencyLevel: 'eventual' } }),
        get('me', '/me', { headers: { Authorization: `Bearer ${graph.tokenOf('lee@contoso.example', 'User.Read')}` } }),
      ],
      ['User.Read.All'],
    );
    expect(byId(all, 'count')).toMatchObject({ status: 200, body: Buffer.from('10').toString('base64') });
    expect(byId(all, 'me').body).toMatchObject({ displayName: 'Megan Bowen' });
  });

  it('answers a redirect with its Location and without a body', async () => {
    const { value } = await graph.get('/me/drive/root/children', MEGAN, SCOPES);
    const folder = z.string().parse(value.find((item) => item['folder'] !== undefined)?.['id']);
    const inside = await graph.get(`/me/drive/items/${folder}/children`, MEGAN, SCOPES);
    const file = z.string().parse(inside.value.find((item) => item['file'] !== undefined)?.['id']);
    const [content] = await answered([get('c', `/me/drive/items/${file}/content`)]);
    expect(content).toMatchObject({ status: 302, headers: { Location: expect.stringContaining(graph.origin) } });
    expect(content).not.toHaveProperty('body');
  });

  it('runs what depends on others after them, and fails it with 424 when they fail', async () => {
    const all = await answered([
      get('c', '/me', { dependsOn: ['b'] }),
      get('b', '/me', { dependsOn: ['A'] }),
      get('a', '/me'),
      get('z', '/me', { dependsOn: ['y'] }),
      get('y', '/me', { dependsOn: ['x'] }),
      get('x', '/me/nothing'),
    ]);
    expect(all.map(({ id }) => id)).toEqual(['x', 'a', 'y', 'b', 'z', 'c']);
    expect(['a', 'b', 'c', 'x', 'y', 'z'].map((id) => byId(all, id).status)).toEqual([200, 200, 200, 400, 424, 424]);
    expect(byId(all, 'z').body).toMatchObject({ error: { code: 'FailedDependency' } });
  });

  it('records the batch and each request inside it', async () => {
    await answered([get('1', '/me'), get('2', '/me/drive')]);
    expect(graph.cloud.journal.entries.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      'GET /v1.0/me 200',
      'GET /v1.0/me/drive 200',
      'POST /v1.0/$batch 200',
    ]);
    expect(new Set(graph.cloud.journal.entries.map(({ token }) => token?.oid))).toEqual(
      new Set([graph.user(MEGAN).id]),
    );
  });

  it.each([
    ['21 requests', Array.from({ length: 21 }, (_, index) => get(String(index), '/me')), /exceeds the limit/],
    ['an id twice', [get('1', '/me'), get('1', '/me')], /^Request Id 1 has to be unique in a batch\.$/],
    ['ids that differ by case only', [get('a', '/me'), get('A', '/me')], /unique/],
    ['no requests', [], /^Invalid batch payload format\.$/],
    ['no list', 'x', /^Invalid batch payload format\.$/],
    ['a request without id', [{ method: 'GET', url: '/me' }], /^Invalid batch payload format\.$/],
    ['another method', [{ id: '1', method: 'OPTIONS', url: '/me' }], /^Invalid batch payload format\.$/],
    ['a dependency on nobody', [get('1', '/me', { dependsOn: ['2'] })], /depends on/],
    ['a circle', [get('1', '/me', { dependsOn: ['2'] }), get('2', '/me', { dependsOn: ['1'] })], /depend on it/],
    [
      'a batch inside',
      [{ id: '1', method: 'POST', url: '/$batch', headers: { 'content-type': 'application/json' }, body: {} }],
      /batch/,
    ],
    [
      'a body without a type',
      [{ id: '1', method: 'PATCH', url: '/me', body: { city: 'Bonn' } }],
      /^Write request id : 1 does not contain/,
    ],
    [
      'a write without a body',
      [{ id: '1', method: 'POST', url: '/me/sendMail' }],
      /^Write request id : 1 does not contain/,
    ],
  ])('is refused as a whole for %s', async (_, requests, message) => {
    const { status, errorCode, errorMessage } = await post(requests);
    expect([status, errorCode]).toEqual([400, 'BadRequest']);
    expect(errorMessage).toMatch(message);
  });

  it('takes 20 requests, wants a token, and POST', async () => {
    expect(await answered(Array.from({ length: 20 }, (_, index) => get(String(index), '/me')))).toHaveLength(20);
    expect((await graph.send('/$batch', { method: 'POST', body: '{"requests":[]}' })).status).toBe(401);
    expect((await graph.get('/$batch', MEGAN, SCOPES)).status).toBe(405);
  });
});

describe('a fault', () => {
  it('with a status strikes the requests inside a batch one by one', async () => {
    graph.cloud.faults.set({ graph: { status: 429, retryAfter: 7, share: 0.5 } });
    const all = await answered([get('1', '/me'), get('2', '/me'), get('3', '/me'), get('4', '/me')]);
    expect(['1', '2', '3', '4'].map((id) => byId(all, id).status)).toEqual([200, 429, 200, 429]);
    expect(byId(all, '2')).toMatchObject({
      headers: { 'Retry-After': '7' },
      body: { error: { code: 'TooManyRequests' } },
    });
  });

  it('for one user strikes the requests inside this user’s batch only', async () => {
    graph.cloud.faults.set({ graph: { status: 429, user: MEGAN } });
    expect(byId(await answered([get('1', '/me')]), '1').status).toBe(429);
    graph.cloud.faults.set({ graph: { status: 429, user: 'lee@contoso.example' } });
    expect(byId(await answered([get('1', '/me')]), '1').status).toBe(200);
  });

  it('of the connection strikes the batch, once', async () => {
    graph.cloud.faults.set({ graph: { reset: 'beforeHeaders', share: 0.5 } });
    expect(byId(await answered([get('1', '/me'), get('2', '/me')]), '2').status).toBe(200);
    await expect(post([get('1', '/me')])).rejects.toThrow('fetch failed');
  });
});
