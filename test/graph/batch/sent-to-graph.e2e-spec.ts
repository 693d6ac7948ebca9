import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/app-config.js';
import { json } from '../../helpers/stand-in-authority.js';
import { get, post, postBatch, postRaw, told } from './batch-client.js';
import type { BeforeStandIn } from './stand-in-graph.js';
import { fine, startBeforeStandIn } from './stand-in-graph.js';

let system: BeforeStandIn;
beforeAll(async () => {
  system = await startBeforeStandIn();
});
beforeEach(() => system.answers(() => fine()));
afterAll(() => system.close());

describe('what Graph gets of a batch', () => {
  it('is the bodies as they came, every digit and escape of them', async () => {
    const body =
      '{ "n": 12345678901234567890.10, "e": 1E+2, "u": "\\u00e9\\/", "deep": {"@odata.type":"x"},"access_token":"y" }';
    const bytes = Buffer.from([0, 255, 128]).toString('base64');
    await postRaw(
      system,
      system.token,
      `{"requests":[{"id":"1","method":"POST","url":"/things","headers":{"Content-Type":"application/json"},"body":${body}},
        {"id":"2","method":"PUT","url":"/things/2","headers":{"content-type":"image/png"},"body":"${bytes}"}]}`,
    );
    expect(system.received[0]?.body).toContain(`"body":${body}}`);
    expect(system.received[0]?.body).toContain(`"body":"${bytes}"}`);
  });

  it('is no body where the method has none', async () => {
    await postBatch(system, system.token, [
      get('/things', { id: 'get', body: { a: 1 } }),
      { id: 'delete', method: 'DELETE', url: '/things/1', body: { a: 1 } },
    ]);
    expect(system.batches[0]).toEqual([
      { id: 'get', method: 'GET', url: '/things' },
      { id: 'delete', method: 'DELETE', url: '/things/1' },
    ]);
  });

  it('is headers by the same list as of a request alone, never the caller’s token', async () => {
    const headers = {
      Authorization: `Bearer ${system.token}`,
      authorization: 'Bearer x',
      Cookie: 'a=b',
      Host: 'evil.example',
      'X-Forwarded-For': '127.0.0.1',
      'Content-Length': '1',
      'Transfer-Encoding': 'chunked',
      'Behalf-Handle': 'x',
      'X-HTTP-Method-Override': 'DELETE',
      Prefer: 'outlook.timezone="UTC"',
      ConsistencyLevel: 'eventual',
      'If-Match': '*',
    };
    await postBatch(system, system.token, [get('/things', { headers })]);
    expect(system.batches[0]?.[0]?.headers).toEqual({
      Prefer: 'outlook.timezone="UTC"',
      ConsistencyLevel: 'eventual',
      'If-Match': '*',
    });
    expect(system.received[0]?.body).not.toContain('Bearer');
  });

  it('is headers of the call that are about the call, and our token', async () => {
    const sent = {
      'client-request-id': 'mine',
      'accept-language': 'de',
      sdkversion: 'x/1',
      prefer: 'respond-async',
      'if-match': '*',
      range: 'bytes=0-1',
      cookie: 'a=b',
      'x-forwarded-for': '::1',
    };
    await postBatch(system, system.token, [get('/things')], { headers: sent });
    const headers = system.received[0]?.headers ?? {};
    expect(headers).toMatchObject({
      'client-request-id': 'mine',
      'accept-language': 'de',
      sdkversion: 'x/1',
      'content-type': 'application/json',
      authorization: expect.stringMatching(/^Bearer opaque-\d+$/),
    });
    for (const name of ['prefer', 'if-match', 'range', 'cookie', 'x-forwarded-for'])
      expect(Object.keys(headers)).not.toContain(name);
  });

  it('is addresses as they were checked: what cannot be in one is encoded', async () => {
    const urls = [
      "/things?$filter=name eq 'a+b'&$top=1",
      '/things/ä ö',
      "/things/%C3%A4%20'x'?q=%2B&&z=",
      'things?$select=id',
      "/Things('a')",
    ];
    await postBatch(
      system,
      system.token,
      urls.map((url) => get(url)),
    );
    expect(system.batches[0]?.map(({ url }) => url)).toEqual([
      "/things?$filter=name%20eq%20'a+b'&$top=1",
      '/things/%C3%A4%20%C3%B6',
      "/things/%C3%A4%20'x'?q=%2B&&z=",
      '/things?$select=id',
      "/Things('a')",
    ]);
  });

  it('is for one user while another waits for as many as a user may', async () => {
    const most = DEFAULT_LIMITS.callsOfUser;
    const waiting: ServerResponse[] = [];
    const answer = (response: ServerResponse): unknown => json(response, { responses: [{ id: '1', status: 200 }] });
    system.responds((response) => void (waiting.length < most ? waiting.push(response) : answer(response)));
    const send = (token: string): Promise<{ status: number }> =>
      postBatch(system, token, [get('/things/1', { id: '1' })]);
    const slow = Array.from({ length: most }, () => send(system.token));
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(most);
    expect((await send(system.authority.token({ oid: randomUUID() }))).status).toBe(200);
    waiting.forEach(answer);
    for (const { status } of await Promise.all(slow)) expect(status).toBe(200);
  });

  it('is nothing of those that were refused, nor of what depends on them', async () => {
    const requests = [
      get('/nowhere', { id: 'refused' }),
      post('/things', {}, { id: 'after', dependsOn: ['refused'] }),
      get('/things', { id: 'first' }),
      get('/things', { id: 'second', dependsOn: ['FIRST', 'first'] }),
    ];
    const answer = await postBatch(system, system.token, requests);
    expect(told(answer)).toEqual({ refused: '404 operation_not_allowed', after: '424', first: '200', second: '200' });
    expect(system.batches).toEqual([
      [
        { id: 'first', method: 'GET', url: '/things' },
        { id: 'second', method: 'GET', url: '/things', dependsOn: ['first'] },
      ],
    ]);
  });

  it('B01 is no body beyond what its operation takes', async () => {
    const text = 'x'.repeat(3 * 1024 * 1024);
    const answer = await postBatch(system, system.token, [post('/things', { text }), get('/things/1')]);
    expect(told(answer)).toEqual({ '/things': '200', '/things/1': '200' });
  });
});
