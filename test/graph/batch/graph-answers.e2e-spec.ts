import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opened } from '../../helpers/raw-connection.js';
import { held } from '../../helpers/stand-in-authority.js';
import { bodyOf, get, post, postBatch, told } from './batch-client.js';
import type { BeforeStandIn } from './stand-in-graph.js';
import { failed, fine, startBeforeStandIn } from './stand-in-graph.js';

let system: BeforeStandIn;
beforeAll(async () => {
  system = await startBeforeStandIn({}, { graphHeadersTimeoutMs: 300, graphIdleTimeoutMs: 300 });
});
afterAll(() => system.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const two = [get('/things/1', { id: '1' }), get('/things/2', { id: '2' })];
/** An answer to request 1, which is in order. */
const ONE = '{"id":"1","status":200,"headers":{},"body":{}}';
const twoAnswersOf = async (text: string): ReturnType<typeof postBatch> => {
  system.responds((response) => response.writeHead(200, JSON_TYPE).end(text));
  return postBatch(system, system.token, two);
};

describe('G23 an answer to a batch that makes no sense', () => {
  it.each([
    ['is no JSON', '<html>Service Unavailable</html>'],
    ['is empty', ''],
    ['breaks off', `{"responses":[${ONE}`],
    ['has more behind it', `{"responses":[${ONE}]} x`],
    ['is null', 'null'],
    ['is a list', `[${ONE}]`],
    ['has no responses', '{"value":[]}'],
    ['has responses that are no list', `{"responses":${ONE}}`],
    ['has responses twice', `{"responses":[],"responses":[${ONE}]}`],
    [
      'has more responses than there were requests',
      `{"responses":[${ONE},{"id":"2","status":200},{"id":"3","status":200}]}`,
    ],
    ['answers what nobody asked', '{"responses":[{"id":"3","status":200,"headers":{}}]}'],
    ['answers a request twice', `{"responses":[${ONE},${ONE}]}`],
    [
      'answers a request twice but for its id’s case',
      '{"responses":[{"id":"1","status":200},{"id":"1","status":200}]}',
    ],
    ['has no id', '{"responses":[{"status":200}]}'],
    ['has an id that is a number', '{"responses":[{"id":1,"status":200}]}'],
    ['has no status', '{"responses":[{"id":"1"}]}'],
    ['has a status that is text', '{"responses":[{"id":"1","status":"200"}]}'],
    ['has a status that is none', '{"responses":[{"id":"1","status":99}]}'],
    ['has an interim status', '{"responses":[{"id":"1","status":100}]}'],
    ['has a status with a fraction', '{"responses":[{"id":"1","status":200.5}]}'],
    ['has a response that is text', '{"responses":["1"]}'],
    ['has headers that are a list', '{"responses":[{"id":"1","status":200,"headers":[]}]}'],
    ['has headers within headers', '{"responses":[{"id":"1","status":200,"headers":{"a":{"b":"c"}}}]}'],
    [
      'is nested without end',
      `{"responses":[{"id":"1","status":200,"body":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`,
    ],
    ['has a prototype for responses', `{"__proto__":{"responses":[${ONE}]}}`],
  ])('is 502 where it %s', async (_name, text) => {
    const answer = await twoAnswersOf(text);
    expect([answer.status, answer.body['code']]).toEqual([502, 'graph_bad_response']);
    expect(answer.text).not.toContain('Service Unavailable');
  });

  it.each([
    ['a redirect', 302, { location: 'https://evil.example' }],
    ['another success', 202, JSON_TYPE],
    ['no content', 204, {}],
    ['compressed', 200, { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['of a status of no class', 600, JSON_TYPE],
    ['one of 300 header lines', 200, { ...JSON_TYPE, 'x-line': Array.from({ length: 300 }, () => 'a') }],
  ])('is 502 where it is %s', async (_name, status, headers) => {
    system.responds((response) => response.writeHead(status, headers).end());
    const answer = await postBatch(system, system.token, two);
    expect([answer.status, answer.body['code'], system.batches.length]).toEqual([502, 'graph_bad_response', 1]);
  });

  it('G20 is 502 where other heads come in its place', async () => {
    system.responds((response) => {
      for (let early = 0; early < 20; early += 1) response.writeProcessing();
    });
    const answer = await postBatch(system, system.token, two);
    expect([answer.status, answer.body['code'], system.batches.length]).toEqual([502, 'graph_bad_response', 1]);
  });

  it('G18 is read where its coding is none', async () => {
    system.responds((response) =>
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'Identity' }).end(`{"responses":[${ONE}]}`),
    );
    expect((await postBatch(system, system.token, two)).status).toBe(200);
  });

  it('is 502 where it has no end, and what there was of it is given up', async () => {
    const block = Buffer.alloc(1024 * 1024, 0x20);
    let closed: Promise<unknown> | undefined;
    system.responds((response) => {
      closed = once(response, 'close');
      response.writeHead(200, JSON_TYPE);
      const more = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', more);
      more();
    });
    const answer = await postBatch(system, system.token, two);
    expect([answer.status, answer.body['code']]).toEqual([502, 'graph_bad_response']);
    await closed;
  });
});

describe('a Graph that fails', () => {
  it.each([
    ['resets the connection', 502, 'graph_unavailable'],
    ['says nothing', 504, 'graph_timeout'],
    ['stops in the middle', 504, 'graph_timeout'],
    ['breaks off in the middle', 502, 'graph_unavailable'],
  ])('and %s is told as such, once', async (how, status, code) => {
    system.responds((response) => {
      if (how === 'resets the connection') response.destroy();
      if (!how.endsWith('middle')) return;
      response.writeHead(200, JSON_TYPE).write('{"responses":[');
      if (how === 'breaks off in the middle') setImmediate(() => response.destroy());
    });
    const answer = await postBatch(system, system.token, two);
    expect([answer.status, answer.body['code'], system.batches.length]).toEqual([status, code, 1]);
  });

  it('passes its own error about the batch as a whole', async () => {
    const error = { error: { code: 'BadRequest', message: 'Invalid dependsOn.' } };
    system.responds((response) =>
      response.writeHead(400, { ...JSON_TYPE, 'request-id': 'g1', 'set-cookie': 'a=b' }).end(JSON.stringify(error)),
    );
    const answer = await postBatch(system, system.token, two);
    expect([answer.status, answer.body]).toEqual([400, error]);
    expect(answer.headers).toMatchObject({ 'request-id': 'g1', 'cache-control': 'no-store' });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('is left alone when the caller goes away', async () => {
    const { answerer, waiting } = held();
    system.responds((response, received) => answerer(response, received));
    const body = JSON.stringify({ requests: two });
    const head = [
      'POST /v1.0/$batch HTTP/1.1',
      `Host: ${new URL(system.url).host}`,
      `Authorization: Bearer ${system.token}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    const socket = await opened(system.url, `${head.join('\r\n')}\r\n\r\n${body}`);
    const response = await waiting;
    const closed = once(response, 'close');
    socket.destroy();
    await closed;
    expect(response.writableFinished).toBe(false);
  });
});

describe('an answer within a batch', () => {
  it('that is missing is 502 for its request alone', async () => {
    const answer = await twoAnswersOf(`{"responses":[${ONE}]}`);
    expect(told(answer)).toEqual({ '1': '200', '2': '502 graph_bad_response' });
  });

  it('comes in the order of the requests, with the caller’s own id', async () => {
    system.responds((response) =>
      response.writeHead(200, JSON_TYPE).end('{"responses":[{"id":"b","status":200},{"id":"a","status":201}]}'),
    );
    const answer = await postBatch(system, system.token, [
      get('/things/1', { id: 'A' }),
      get('/things/2', { id: 'B' }),
    ]);
    expect(answer.text).toBe(
      '{"responses":[{"id":"A","status":201,"headers":{}},{"id":"B","status":200,"headers":{}}]}',
    );
  });

  it('keeps its body as Graph wrote it, and has none with 204', async () => {
    const body = '{ "n": 12345678901234567890.10, "s":"\\u00e9\\/", "a":[1.0,-0] }';
    const answer = await twoAnswersOf(
      `{"responses":[{"id":"1","status":200,"headers":null,"body":${body}},{"id":"2","status":204,"body":null}]}`,
    );
    expect(answer.text).toContain(`"body":${body}}`);
    expect(answer.of('2')).toEqual({ id: '2', status: 204, headers: {} });
  });

  it('has the headers that an answer alone has, as Graph spells them', async () => {
    system.answers(() => ({
      status: 200,
      headers: {
        'content-type': 'text/plain',
        'RETRY-AFTER': '120',
        Etag: 'W/"1"',
        'odata-version': '4.0',
        'Request-Id': 'r',
        'preference-applied': 'x',
        'Set-Cookie': 'a=b',
        'Content-Length': '3',
        'X-Internal': 'y',
        'WWW-Authenticate': 'Bearer',
      },
      body: 'YWJj',
    }));
    const answer = await postBatch(system, system.token, [get('/things')]);
    expect(answer.of('/things').headers).toEqual({
      'Content-Type': 'text/plain',
      'Retry-After': '120',
      ETag: 'W/"1"',
      'OData-Version': '4.0',
      'request-id': 'r',
      'Preference-Applied': 'x',
    });
  });

  it('keeps Graph’s own error', async () => {
    system.answers(() => failed(403, { 'Content-Type': 'application/json' }));
    const answer = await postBatch(system, system.token, [get('/things')]);
    expect(bodyOf(answer.of('/things'))).toEqual({ error: { code: 'graph_403', message: 'no' } });
  });

  it('has links that lead here where they are links, and nowhere else', async () => {
    const graph = system.authority.origin;
    const body = {
      '@odata.nextLink': `${graph}/v1.0/things?$skiptoken=a%2Bb`,
      value: [{ deep: [{ '@odata.deltaLink': `${graph}/v1.0/x`, text: `"@odata.nextLink":"${graph}/v1.0/y"` }] }],
      webUrl: `${graph}/v1.0/z`,
      uploadUrl: `${graph}/upload`,
    };
    system.answers(({ id }) => (id === '1' ? fine(body) : { status: 200, headers: {}, body: `${graph}/v1.0/` }));
    const answer = await postBatch(system, system.token, two);
    expect(answer.of('1').body).toEqual({
      ...body,
      '@odata.nextLink': `${system.url}/v1.0/things?$skiptoken=a%2Bb`,
      value: [{ deep: [{ '@odata.deltaLink': `${system.url}/v1.0/x`, text: `"@odata.nextLink":"${graph}/v1.0/y"` }] }],
    });
    expect(answer.of('2').body).toBe(`${graph}/v1.0/`);
  });

  it('has a Location that leads here where something was made or goes on, and no other', async () => {
    const graph = system.authority.origin;
    const statuses: Readonly<Record<string, number>> = { made: 201, goes: 202, moved: 302, elsewhere: 201 };
    system.answers(({ id }) => ({
      status: statuses[id],
      headers: {
        Location: id === 'elsewhere' ? 'https://monitor.example/v1.0/x' : `${graph}/v1.0/things/${id}`,
        'Operation-Location': `${graph}/v1.0/operations/1`,
      },
    }));
    const answer = await postBatch(
      system,
      system.token,
      Object.keys(statuses).map((id) => post('/things', {}, { id })),
    );
    const links = answer.responses.map(({ headers }) => [headers['Location'], headers['Operation-Location']]);
    expect(links).toEqual([
      [`${system.url}/v1.0/things/made`, `${system.url}/v1.0/operations/1`],
      [`${system.url}/v1.0/things/goes`, `${system.url}/v1.0/operations/1`],
      [`${graph}/v1.0/things/moved`, `${graph}/v1.0/operations/1`],
      ['https://monitor.example/v1.0/x', `${system.url}/v1.0/operations/1`],
    ]);
  });
});
