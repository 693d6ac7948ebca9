import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const LEE = 'lee@contoso.example';
const SCOPES = ['User.ReadWrite', 'User.Read.All', 'Mail.Read', 'Calendars.Read', 'Files.Read'];
const notifications = z.object({ value: z.array(z.record(z.string(), z.unknown())) });

/** Listens for notifications; answers validation as it should unless told otherwise. */
class Listener {
  readonly received: Record<string, unknown>[] = [];
  readonly posts: string[] = [];
  answer: ((response: ServerResponse, token: string | undefined) => void) | undefined;
  private server: Server | undefined;
  address = '';

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { searchParams, pathname } = new URL(request.url ?? '', 'http://localhost');
        const token = searchParams.get('validationToken') ?? undefined;
        this.posts.push(`${request.method} ${pathname} ${token === undefined ? 'change' : 'validation'}`);
        if (this.answer !== undefined) return this.answer(response, token);
        if (token !== undefined) return response.setHeader('content-type', 'text/plain').end(token);
        this.received.push(...notifications.parse(JSON.parse(Buffer.concat(chunks).toString())).value);
        return response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    this.address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/hook`;
    this.server = server;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

let graph: GraphFixture;
let listener: Listener;
beforeAll(async () => {
  graph = await startGraph();
});
beforeEach(async () => {
  listener = new Listener();
  await listener.start();
});
afterEach(async () => {
  graph.reset();
  await listener.stop();
});
afterAll(() => graph.close());

function inMinutes(minutes: number): string {
  return new Date(graph.clock.now() + minutes * 60_000).toISOString();
}

function subscribe(change: Readonly<Record<string, unknown>> = {}, as = LEE): Promise<Answer> {
  return ask(graph, 'POST /subscriptions', {
    as,
    scopes: SCOPES,
    body: {
      changeType: 'updated',
      notificationUrl: listener.address,
      resource: '/users',
      expirationDateTime: inMinutes(60),
      clientState: 'secret',
      ...change,
    },
  });
}

function move(city: string): Promise<Answer> {
  return ask(graph, 'PATCH /me', { as: MEGAN, scopes: SCOPES, body: { city } });
}

describe('a subscription', () => {
  it('is made once the address has repeated the token', async () => {
    const made = await subscribe();
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#subscriptions/$entity`,
      resource: '/users',
      changeType: 'updated',
      clientState: 'secret',
      notificationUrl: listener.address,
      expirationDateTime: inMinutes(60),
      creatorId: graph.user(LEE).id,
      latestSupportedTlsVersion: 'v1_2',
    });
    expect(listener.posts).toEqual(['POST /hook validation']);
  });

  it('tells what changed: who, where, and the state the client gave', async () => {
    const { id } = (await subscribe()).json;
    expect((await move('Bonn')).status).toBe(204);
    await vi.waitFor(() => expect(listener.received).toHaveLength(1));
    const megan = graph.user(MEGAN).id;
    expect(listener.received[0]).toMatchObject({
      subscriptionId: id,
      subscriptionExpirationDateTime: inMinutes(60),
      changeType: 'updated',
      clientState: 'secret',
      tenantId: graph.user(LEE).tenantId,
      resource: `Users/${megan}`,
      resourceData: { '@odata.type': '#Microsoft.Graph.User', '@odata.id': `Users/${megan}`, id: megan },
    });
  });

  it('to one user is not told of another', async () => {
    await subscribe({ resource: `users/${LEE}` });
    const { id } = (await subscribe({ resource: `users/${MEGAN}`, notificationUrl: `${listener.address}?of=megan` }))
      .json;
    await move('Bonn');
    await vi.waitFor(() => expect(listener.received).toHaveLength(1));
    expect(listener.received[0]?.['subscriptionId']).toBe(id);
  });

  it('is brought again after a failure, and tells the lifecycle address when that does not help', async () => {
    await subscribe({ lifecycleNotificationUrl: `${listener.address}/lifecycle` });
    let attempts = 0;
    listener.answer = (response) => {
      attempts += 1;
      if (attempts === 2) listener.answer = undefined;
      response.writeHead(503).end();
    };
    await move('Bonn');
    await vi.waitFor(() => expect(listener.received).toHaveLength(1), { timeout: 5000 });
    expect(attempts).toBe(2);
    listener.answer = (response) => {
      if (listener.posts.at(-1)?.startsWith('POST /hook/lifecycle') === true) response.writeHead(202).end();
      else response.writeHead(500).end();
    };
    await move('Cologne');
    await vi.waitFor(() => expect(listener.posts.at(-1)).toBe('POST /hook/lifecycle change'), { timeout: 8000 });
  }, 15_000);

  it('is its maker’s alone: seen, renewed and deleted', async () => {
    const { id } = (await subscribe()).json;
    const mine = { as: LEE, scopes: SCOPES };
    expect((await ask(graph, 'GET /subscriptions', mine)).value.map((each) => each['id'])).toEqual([id]);
    expect((await ask(graph, 'GET /subscriptions', { ...mine, as: MEGAN })).value).toEqual([]);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const other = await ask(graph, `${method} /subscriptions/${String(id)}`, {
        as: MEGAN,
        scopes: SCOPES,
        ...(method === 'PATCH' && { body: { expirationDateTime: inMinutes(90) } }),
      });
      expect([other.status, other.errorCode]).toEqual([404, 'ResourceNotFound']);
    }
    const renewed = await ask(graph, `PATCH /subscriptions/${String(id)}`, {
      ...mine,
      body: { expirationDateTime: inMinutes(90) },
    });
    expect([renewed.status, renewed.json['expirationDateTime']]).toEqual([200, inMinutes(90)]);
    expect((await ask(graph, `DELETE /subscriptions/${String(id)}`, mine)).status).toBe(204);
    expect((await ask(graph, `GET /subscriptions/${String(id)}`, mine)).status).toBe(404);
    await subscribe({ notificationUrl: `${listener.address}/second` });
    await move('Bonn');
    await vi.waitFor(() => expect(listener.received).toHaveLength(1));
    expect(listener.posts.filter((each) => each === 'POST /hook change')).toEqual([]);
  });

  it('ends when its time is over', async () => {
    const { id } = (await subscribe()).json;
    const before = graph.clock.at;
    graph.clock.at += 61 * 60_000;
    const gone = await ask(graph, `GET /subscriptions/${String(id)}`, { as: LEE, scopes: SCOPES });
    graph.clock.at = before;
    expect(gone.status).toBe(404);
  });

  it('ends with a reset', async () => {
    await subscribe();
    graph.reset();
    const { id } = (await subscribe({ notificationUrl: `${listener.address}/after` })).json;
    expect(
      (await ask(graph, 'GET /subscriptions', { as: LEE, scopes: SCOPES })).value.map((each) => each['id']),
    ).toEqual([id]);
    await move('Bonn');
    await vi.waitFor(() => expect(listener.posts).toContain('POST /hook/after change'));
    expect(listener.posts).not.toContain('POST /hook change');
  });

  it('lasts 45 minutes at least', async () => {
    expect((await subscribe({ expirationDateTime: inMinutes(5) })).json['expirationDateTime']).toBe(inMinutes(45));
  });

  it.each([
    ['me/messages', 10_070, 'created,updated,deleted'],
    ["me/mailFolders('Inbox')/messages", 10_070, 'created'],
    ['/me/events', 10_070, 'created,deleted'],
    ['me/drive/root', 42_300, 'updated'],
    ['users', 41_760, 'updated,deleted'],
  ])('to %s lasts %d minutes at most', async (resource, minutes, changeType) => {
    const most = await subscribe({ resource, changeType, expirationDateTime: inMinutes(minutes) });
    expect(most.status).toBe(201);
    const over = await subscribe({ resource, changeType, expirationDateTime: inMinutes(minutes + 1) });
    expect([over.status, over.errorCode, over.errorMessage]).toEqual([
      400,
      'ExtensionError',
      `Subscription expiration can only be ${minutes} minutes in the future.`,
    ]);
  });

  it.each([
    ['no resource', { resource: undefined }, 'ValidationError'],
    ['no address', { notificationUrl: undefined }, 'ValidationError'],
    ['no change type', { changeType: '' }, 'ValidationError'],
    ['no end', { expirationDateTime: undefined }, 'ValidationError'],
    ['an end that is no time', { expirationDateTime: 'tomorrow' }, 'ValidationError'],
    ['an end that is past', { expirationDateTime: '2020-01-01T00:00:00Z' }, 'ValidationError'],
    ['an unknown change type', { changeType: 'updated,moved' }, 'ExtensionError'],
    ['a change type drives do not tell', { resource: 'me/drive/root', changeType: 'created' }, 'ExtensionError'],
    ['a resource nobody watches', { resource: 'me/onenote/pages' }, 'ExtensionError'],
    ['resource data', { includeResourceData: true }, 'ExtensionError'],
    ['an address that is none', { notificationUrl: 'hook' }, 'ValidationError'],
    ['an address elsewhere', { notificationUrl: 'https://192.0.2.7/hook' }, 'ValidationError'],
    ['an address that only looks near', { notificationUrl: 'http://localhost.example.com/' }, 'ValidationError'],
    ['an address with a password', { notificationUrl: 'http://me:secret@localhost/' }, 'ValidationError'],
    ['an address of another kind', { notificationUrl: 'ftp://localhost/hook' }, 'ValidationError'],
    ['an address where nobody is', { notificationUrl: 'http://127.0.0.1:1/hook' }, 'ValidationError'],
    ['a long client state', { clientState: 'x'.repeat(256) }, 'ValidationError'],
  ])('is refused for %s', async (_, change, code) => {
    const refused = await subscribe(change);
    expect([refused.status, refused.errorCode]).toEqual([400, code]);
  });

  it.each([
    ['another status', (response: ServerResponse, token?: string) => response.writeHead(403).end(token), 'Forbidden'],
    [
      'another token',
      (response: ServerResponse) => response.setHeader('content-type', 'text/plain').end('yes'),
      'must match validationToken',
    ],
    [
      'another media type',
      (response: ServerResponse, token?: string) => response.setHeader('content-type', 'text/html').end(token),
      'text/plain',
    ],
    [
      'a redirect',
      (response: ServerResponse) => response.writeHead(307, { location: 'http://192.0.2.7/' }).end(),
      'TemporaryRedirect',
    ],
  ])('is refused when the address answers with %s', async (_, answer, message) => {
    listener.answer = answer;
    const refused = await subscribe();
    expect([refused.status, refused.errorCode]).toEqual([400, 'ValidationError']);
    expect(refused.errorMessage).toContain(message);
    expect(listener.posts).toHaveLength(1);
  });

  it('wants the scope of what it watches, and leaves other people’s mail alone', async () => {
    const scopeless = await ask(graph, 'POST /subscriptions', {
      as: LEE,
      scopes: ['User.Read'],
      body: {
        changeType: 'updated',
        notificationUrl: listener.address,
        resource: 'me/messages',
        expirationDateTime: inMinutes(60),
      },
    });
    expect([scopeless.status, scopeless.errorCode]).toEqual([403, 'ErrorAccessDenied']);
    const foreign = await subscribe({ resource: `users/${MEGAN}/messages` });
    expect([foreign.status, foreign.errorCode]).toEqual([403, 'ErrorAccessDenied']);
    expect(listener.posts).toEqual([]);
  });
});
