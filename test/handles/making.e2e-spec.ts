import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { expectNothingSentOut, exchangesOf } from '../helpers/refusals.js';
import { MEGAN, MESSAGES, SERVED, applicationToken, handlesOf, makeHandle, postHandle, used } from './handle-client.js';

describe('making a handle', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startTestSystem({
      environment: { GRAPH_ALLOW: 'GET /v1.0/me/contacts/{id}/photo,GET /beta/me/profile' },
    });
    token = await system.token(MEGAN);
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());

  const wish = (change: object = {}): string => JSON.stringify({ operations: [MESSAGES], ...change });
  const expectRefused = async (
    body: Parameters<typeof postHandle>[2],
    status: number,
    code: string,
    headers?: Record<string, string>,
  ): Promise<void> => {
    const answer = await postHandle(system, token, body, headers);
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expectNothingSentOut(system);
  };

  it.each([
    ['nothing', ''],
    ['malformed', '{"operations":["GET /v1.0/me"]'],
    ['followed by more', '{"operations":["GET /v1.0/me"]} {}'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"GET /v1.0/me"'],
    ['without operations', '{}'],
    ['with no operation', wish({ operations: [] })],
    ['with 21 operations', wish({ operations: Array.from({ length: 21 }, () => MESSAGES) })],
    ['with one operation alone', wish({ operations: MESSAGES })],
    ['with a number among operations', wish({ operations: [MESSAGES, 1] })],
    ['with a member nobody knows', wish({ handle: 'mine' })],
    ['with a user of its own', wish({ userId: '11111111-1111-4111-8111-111111111111' })],
    ['with __proto__', `{"__proto__":{"expiresIn":60},"operations":["${MESSAGES}"]}`],
    ['for 59 seconds', wish({ expiresIn: 59 })],
    ['for more than 90 days', wish({ expiresIn: 90 * 86_400 + 1 })],
    ['for a part of a second', wish({ expiresIn: 60.5 })],
    ['for ever', wish({ expiresIn: null })],
    ['for a text of seconds', wish({ expiresIn: '3600' })],
    ['for 1e999 seconds', `{"operations":["${MESSAGES}"],"expiresIn":1e999}`],
    ['after a byte order mark', `\uFEFF${wish()}`],
    ['in UTF-16', Buffer.from(wish(), 'utf16le')],
    [
      'in no UTF-8',
      Buffer.concat([Buffer.from('{"operations":["GET /v1.0/me'), Buffer.of(0xc0, 0xaf, 0x22, 0x5d, 0x7d)]),
    ],
    ['nested 8,000 deep', '['.repeat(8_000) + ']'.repeat(8_000)],
  ])('B07 B08 B10 refuses a body that is %s', (_kind, body) => expectRefused(body, 400, 'invalid_body'));

  it.each([
    'GET /v1.0/me/authentication/methods',
    'GET /beta/me/profile',
    'get /v1.0/me/messages',
    'HEAD /v1.0/me/messages',
    'DELETE /v1.0/me/messages',
    'GET  /v1.0/me/messages',
    ' GET /v1.0/me/messages',
    'GET /v1.0/me/messages ',
    'GET /v1.0/me/messages?$top=1',
    'GET v1.0/me/messages',
    'GET //v1.0/me/messages',
    'GET https://graph.microsoft.com/v1.0/me/messages',
    'GET /v1.0/me/events/../messages',
    'GET /v1.0/me/events/%2e%2e/messages',
    'GET /v1.0/me/messages/%zz',
    'GET /v1.0/me/messages/{other-id}',
    'GET /v1.0/me/messages/%7Bmessage-id%7D',
    'GET /v1.0/$batch',
    'GET /v1.0/*',
    'GET /v1.0/me/messages\nGET /v1.0/me',
    'GET',
    '',
    '__proto__',
  ])('refuses the operation %j', async (operation) => {
    const answer = await postHandle(system, token, wish({ operations: [MESSAGES, operation] }));
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 400, code: 'invalid_body' });
    expect(answer.body['detail']).toBe('Name operations that are open here, as METHOD /v1.0/path.');
    expectNothingSentOut(system);
  });

  it.each([
    [{}],
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-type': 'application/jsonp' }],
    [{ 'content-type': 'application/json, text/plain' }],
    [{ 'content-type': 'application/json; charset=utf-16' }],
    [{ 'content-type': 'application/json; charset=x' }],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('B07 refuses %j', (headers) => expectRefused(wish(), 415, 'unsupported_media_type', headers));

  it('B08 refuses more than 16 KB, said or not', async () => {
    const long = `${wish()}${' '.repeat(16 * 1024)}`;
    await expectRefused(long, 413, 'body_too_large');
    await expectRefused(Readable.from([Buffer.from(long)]), 413, 'body_too_large');
  });

  it('stops reading where a body goes on for ever', async () => {
    const endless = Readable.from(
      (function* () {
        for (let count = 0; count < 100_000; count += 1) yield Buffer.alloc(1024, 0x20);
      })(),
    );
    const outcome = await postHandle(system, token, endless).catch(() => undefined);
    // The connection ends with the answer; whether a client that still sends sees it is up to the client.
    expect([undefined, 413]).toContain(outcome?.status);
    expect(exchangesOf(system)).toEqual([]);
  });

  it('takes a body of exactly 16 KB, and of JSON with a charset that is its own', async () => {
    const body = wish();
    const full = await postHandle(system, token, body.padEnd(16 * 1024));
    expect(full.status).toBe(201);
    const named = await postHandle(system, token, body, { 'content-type': 'application/json;charset=UTF-8' });
    expect(named.status).toBe(201);
  });

  it('asks a waiting client for its body only when the caller is proven', async () => {
    const heard = async (authorization: string): Promise<string> => {
      const { port, host } = new URL(system.url);
      const socket = connect(Number(port), 'localhost');
      const body = wish();
      const head = `POST /auth/handles HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
      socket.write(head);
      let answer = '';
      for await (const chunk of socket) {
        answer += String(chunk);
        if (answer.startsWith('HTTP/1.1 100') && !answer.includes('HTTP/1.1 201')) socket.write(body);
        if (answer.includes('HTTP/1.1 2') || answer.includes('HTTP/1.1 4')) break;
      }
      return answer;
    };
    expect(await heard(`Bearer ${token}`)).toMatch(/^HTTP\/1\.1 100 Continue[^]*HTTP\/1\.1 201/);
    expect(await heard('Bearer x.y.z')).toMatch(/^HTTP\/1\.1 401/);
  });

  it('answers no handle to those who may not have one', async () => {
    const application = await applicationToken(system);
    const refused = async (credential: string | undefined): Promise<unknown> => {
      const { status, body } = await postHandle(system, credential, wish());
      return [status, body['code']];
    };
    expect(await refused(undefined)).toEqual([401, 'missing_token']);
    expect(await refused(application)).toEqual([403, 'user_token_required']);
    expect(await refused(await system.token(MEGAN, { scp: 'other' }))).toEqual([403, 'insufficient_scope']);
    expectNothingSentOut(system);
  });

  it('is stored by no cache', async () => {
    const { headers, status } = await postHandle(system, token, wish());
    expect({ status, 'cache-control': headers['cache-control'] }).toEqual({ status: 201, 'cache-control': 'no-store' });
  });

  it('takes an operation that GRAPH_ALLOW opens', async () => {
    const { handle } = await makeHandle(system, token, ['GET /v1.0/me/contacts/{id}/photo']);
    const answer = await used(system, await applicationToken(system), handle, '/v1.0/me/contacts/x/photo');
    expect(answer.code).not.toBe('operation_not_allowed');
  });

  it('keeps one of an operation named twice', async () => {
    const { id, handle } = await makeHandle(system, token, [MESSAGES, MESSAGES]);
    const mine = await handlesOf(system, token);
    expect(mine.find((each) => each.id === id)?.operations).toEqual([MESSAGES]);
    expect(await used(system, await applicationToken(system), handle)).toEqual(SERVED);
  });

  it('is a work of its own exchange each time: no token held for the user is used for it', async () => {
    await (await system.get('/v1.0/me', token)).body.dump();
    system.tenant.cloud.journal.clear();
    const [first, second] = [await makeHandle(system, token), await makeHandle(system, token)];
    expect(exchangesOf(system)).toHaveLength(2);
    expect(first.handle).not.toBe(second.handle);
    expect(first.id).not.toBe(second.id);
  });

  it('repeats nothing of a body, in no answer and in no log', async () => {
    const canary = 'canary-7c1f';
    for (const body of [`{"${canary}"`, wish({ [canary]: canary }), wish({ operations: [`GET /v1.0/${canary}`] })]) {
      const answer = await postHandle(system, token, body);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer)).not.toContain(canary);
    }
    expect(system.log()).not.toContain(canary);
  });
});
