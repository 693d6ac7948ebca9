import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exchangedBytes, statusesIn } from '../../helpers/raw-connection.js';
import type { Written } from './batch-client.js';
import { get, post, postBatch, postRaw, told } from './batch-client.js';
import type { BeforeStandIn } from './stand-in-graph.js';
import { fine, startBeforeStandIn } from './stand-in-graph.js';

const MARK = 'canary';
let system: BeforeStandIn;
beforeAll(async () => {
  system = await startBeforeStandIn();
});
beforeEach(() => system.answers(() => fine()));
afterAll(() => system.close());

const open = (id: string, more: Written = {}): Written => get('/things', { id, ...more });
const manyOf = (count: number): Written[] => Array.from({ length: count }, (_each, index) => open(String(index)));

describe('a batch as a whole', () => {
  /** Neither Entra nor Graph has heard of it. */
  function expectNothingAsked(): void {
    expect(system.received).toEqual([]);
    expect(system.authority.exchanges).toEqual([]);
  }

  async function expectInvalid(body: string | Buffer): Promise<void> {
    const answer = await postRaw(system, system.token, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_body']);
    expect(answer.body['error']).toMatchObject({ code: 'invalid_body' });
    expect(answer.text).not.toContain(MARK);
    expectNothingAsked();
  }

  it.each<[string, readonly unknown[]]>([
    ['no request', []],
    ['more than 20 requests', manyOf(21)],
    ['an id twice', [open('a'), open('a')]],
    ['an id twice but for its case', [open('a'), open('A')]],
    ['an empty id', [open('')]],
    ['an id that is a number', [open('1', { id: 1 })]],
    ['no id', [{ method: 'GET', url: '/things' }]],
    ['no method', [{ id: '1', url: '/things' }]],
    ['no url', [{ id: '1', method: 'GET' }]],
    ['an empty url', [get('', { id: '1' })]],
    ['a method that is none', [open('1', { method: 'GET /things HTTP/1.1' })]],
    ['an absolute url', [get('https://graph.microsoft.com/v1.0/me')]],
    ['an absolute url elsewhere', [get('https://evil.example/me')]],
    ['an absolute url in another scheme', [get('file:///etc/passwd')]],
    ['P01 a url that names a host', [get('//evil.example/me')]],
    ['P02 a url that names a host with backslashes', [get('\\\\evil.example\\me')]],
    ['P02 a url that names a host with both', [get('/\\evil.example/me')]],
    ['a url with its version', [get('/v1.0/me')]],
    ['a url with another version', [get('/beta/me')]],
    ['P05 a url with its version that climbs', [get('/v1.0/../beta/me')]],
    ['a url with its version without slash', [get('v1.0/me')]],
    ['P16 a url with its version in other letters', [get('/V1%2E0/me')]],
    ['half a character in a url', [get('/things/\ud800')]],
    ['P14 a batch within', [post('/$batch', { requests: [] })]],
    ['P14 an encoded batch within', [post('/%24batch', {})]],
    ['P14 a batch within in other letters', [post('/$Ba%74CH?x', {})]],
    ['P14 a batch within, asked for', [get('$batch')]],
    ['P14 a batch below something', [post('/things/$batch', {})]],
    ['a dependency on nobody', [open('1', { dependsOn: ['2'] })]],
    ['a dependency on itself', [open('1', { dependsOn: ['1'] })]],
    ['a circle', [open('1', { dependsOn: ['3'] }), open('2', { dependsOn: ['1'] }), open('3', { dependsOn: ['2'] })]],
    ['a dependency that is no list', [open('1'), open('2', { dependsOn: '1' })]],
    ['B10 a member that nobody knows', [open('1', { [MARK]: 1 })]],
    ['B10 a member in other letters', [open('1', { URL: '/other' })]],
    ['headers that are a list', [open('1', { headers: ['Prefer'] })]],
    ['a header that is no text', [open('1', { headers: { Prefer: 1 } })]],
    ['a header with a name that is none', [open('1', { headers: { 'Prefer: x\r\nAuthorization': 'y' } })]],
    ['a body that is a list', [post('/things', [])]],
    ['a body that is a number', [post('/things', 1)]],
    ['a request that is a text', ['/things']],
    ['a request that is a list', [[]]],
    ['a request that is nothing', [null]],
  ])('is invalid with %s', async (_name, requests) => expectInvalid(JSON.stringify({ requests })));

  it.each([
    ['nothing', ''],
    ['B07 no JSON', `{"requests":[${MARK}]}`],
    ['B07 JSON that breaks off', '{"requests":[{"id":"1"'],
    ['B07 more than one JSON', '{"requests":[]} {}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no requests', '{}'],
    ['requests that are no list', '{"requests":{"0":{"id":"1","method":"GET","url":"/things"}}}'],
    ['B10 a member beside', '{"requests":[{"id":"1","method":"GET","url":"/things"}],"x":1}'],
    ['B08 requests twice', '{"requests":[],"requests":[{"id":"1","method":"GET","url":"/things"}]}'],
    ['B08 a url twice', '{"requests":[{"id":"1","method":"GET","url":"/things","url":"/nowhere"}]}'],
    [
      'B08 a member twice in a body',
      '{"requests":[{"id":"1","method":"POST","url":"/things","body":{"a":1,"\\u0061":2}}]}',
    ],
    ['B08 a prototype', '{"__proto__":{"requests":[{"id":"1","method":"GET","url":"/things"}]}}'],
    ['B08 a depth without end', `{"requests":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    [
      'B08 a body without end',
      `{"requests":[{"id":"1","method":"POST","url":"/things","body":{"a":${'['.repeat(100)}${']'.repeat(100)}}}]}`,
    ],
    ['B08 members without end', `{${Array.from({ length: 300_000 }, (_each, n) => `"k${n}":1`).join(',')}}`],
  ])('is invalid as %s', async (_name, text) => expectInvalid(text));

  it.each([
    ['B07 with a byte order mark', Buffer.from('\uFEFF{"requests":[{"id":"1","method":"GET","url":"/things"}]}')],
    ['B07 in UTF-16', Buffer.from('{"requests":[{"id":"1","method":"GET","url":"/things"}]}', 'utf16le')],
    [
      'B07 in bytes that are no UTF-8',
      Buffer.from('{"requests":[{"id":"\xff","method":"GET","url":"/things"}]}', 'latin1'),
    ],
  ])('is invalid %s', async (_name, bytes) => expectInvalid(bytes));

  it.each([
    ['B07 in another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['as text', { 'content-type': 'text/plain' }],
    ['as another JSON', { 'content-type': 'application/json+x' }],
    ['as multipart/mixed', { 'content-type': 'multipart/mixed; boundary=x' }],
    ['without a type', {}],
    ['compressed', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('is not taken %s', async (_name, headers) => {
    const answer = await postRaw(system, system.token, '{"requests":[]}', { headers });
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupported_media_type']);
    expectNothingAsked();
  });

  it('B01 is refused by its length before its body is read', async () => {
    const head = [
      'POST /v1.0/$batch HTTP/1.1',
      `Host: ${new URL(system.url).host}`,
      `Authorization: Bearer ${system.token}`,
      'Content-Type: application/json',
      `Content-Length: ${4 * 1024 * 1024 + 1}`,
      '',
      '',
    ];
    const bytes = await exchangedBytes(system.url, head.join('\r\n'));
    expect(statusesIn(bytes)).toEqual([413]);
    expect(bytes).toContain('"code":"body_too_large"');
    expectNothingAsked();
  });

  it('is not asked about by other methods', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const bytes = await exchangedBytes(
        system.url,
        `${method} /v1.0/$batch HTTP/1.1\r\nHost: ${new URL(system.url).host}\r\nAuthorization: Bearer ${system.token}\r\nConnection: close\r\n\r\n`,
      );
      expect(statusesIn(bytes)).toEqual([405]);
      expect(bytes.toLowerCase()).toContain('\r\nallow: post\r\n');
    }
  });

  it('P14 is nowhere but below a version that is open', async () => {
    for (const path of ['/$batch', '/%24batch', '/beta/$batch', '/v1.0/me/$batch']) {
      const answer = await postBatch(system, system.token, [open('1')], { path });
      expect(answer.status).toBe(404);
    }
    expectNothingAsked();
  });
});

describe('a batch to another version', () => {
  it('P13 holds what is open there, where GRAPH_ALLOW opens it', async () => {
    const both = await startBeforeStandIn({ GRAPH_ALLOW: 'POST /beta/$batch,GET /beta/me/profile' });
    let path = '';
    both.responds((response, received) => {
      ({ path } = received);
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"responses":[{"id":"open","status":200,"headers":{},"body":{}}]}');
    });
    const requests = [get('/me/profile', { id: 'open' }), get('/me', { id: 'closed' })];
    const answer = await postBatch(both, both.token, requests, { path: '/beta/%24batch' });
    expect(told(answer)).toEqual({ open: '200', closed: '404 operation_not_allowed' });
    expect(path).toBe('/beta/$batch');
    const v1 = await postBatch(both, both.token, [get('/me/profile', { id: 'closed' })]);
    expect(told(v1)).toEqual({ closed: '404 operation_not_allowed' });
    await both.close();
  });
});

describe('what is unusual and no less right', () => {
  it.each([
    ['application/json; charset=utf-8'],
    ['application/json;odata.metadata=minimal;charset="UTF-8"'],
    ['APPLICATION/JSON'],
  ])('is taken: %s', async (type) => {
    const answer = await postBatch(system, system.token, [open('1')], { headers: { 'content-type': type } });
    expect(told(answer)).toEqual({ '1': '200' });
  });

  it('are absent members that are written as null', async () => {
    const answer = await postBatch(system, system.token, [open('1', { headers: null, body: null, dependsOn: null })]);
    expect(told(answer)).toEqual({ '1': '200' });
    expect(system.batches).toEqual([[{ id: '1', method: 'GET', url: '/things' }]]);
  });

  it('are ids and headers named after a prototype', async () => {
    const text =
      '{"requests":[{"id":"__proto__","method":"GET","url":"/things","headers":{"__proto__":"x"}},{"id":"constructor","method":"GET","url":"/things","dependsOn":["__proto__"]}]}';
    const answer = await postRaw(system, system.token, text);
    expect(answer.responses.map(({ id, status }) => [id, status])).toEqual([
      ['__proto__', 200],
      ['constructor', 200],
    ]);
  });
});
