import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { exchangedBytes, statusesIn } from '../helpers/raw-connection.js';
import { says, saysFine } from '../helpers/raw-graph.js';

const CLOSE = ['Connection: close'];

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({
    allow: ['GET /v1.0/me/messages/$count', 'GET /v1.0/me/x/{id}'],
  });
});
afterAll(() => system.close());
beforeEach(() => {
  system.graph.received = '';
  system.graph.answer = saysFine;
});

/** What a caller with a good token gets for this target: status, code, and the target that reached Graph. */
async function outcomeOf(target: string, method = 'GET'): Promise<readonly (number | string | undefined)[]> {
  const bytes = await exchangedBytes(system.url, system.bytes(`${method} ${target} HTTP/1.1`, CLOSE));
  const [, code] = /"code":"(\w+)"/.exec(bytes) ?? [];
  const [, sent] = /^\w+ (\S+) HTTP/.exec(system.graph.received) ?? [];
  return [statusesIn(bytes)[0], code, sent];
}
const INVALID_PATH = [400, 'invalid_path', undefined];
const CLOSED = [404, 'operation_not_allowed', undefined];
const NOT_FOUND = [404, 'not_found', undefined];

describe('P01 P02 a target that names another host', () => {
  it('is refused, and nobody connects to that host', async () => {
    let connections = 0;
    const evil = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
    await once(evil, 'listening');
    const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, evil.address());
    const host = `127.0.0.1:${port}`;
    const targets = [
      `//${host}/x`,
      `/\\${host}`,
      `/\\/${host}`,
      `\\\\${host}`,
      `http://${host}/v1.0/me`,
      `/v1.0//\\${host}`,
    ];
    for (const target of targets) {
      const [status, , sent] = await outcomeOf(target);
      expect([target, status, sent]).toEqual([target, 400, undefined]);
    }
    expect(connections).toBe(0);
    evil.close();
  });
});

it('P04 takes an address in the path for a path', async () => {
  expect(await outcomeOf('/v1.0/https://evil/x')).toEqual(CLOSED);
});

describe('P05 P07 P08 P10 a path that could mean another', () => {
  it.each([
    ['P05', '/v1.0/../beta/me'],
    ['P05', '/v1.0/%2e%2e/beta/me'],
    ['P05', '/v1.0/.%2e/beta/me'],
    ['P05', '/v1.0/%2E%2e/beta/me'],
    ['P07', '/v1.0/%252e%252e%252fbeta/me'],
    ['P08', '/v1.0/%c0%ae%c0%ae/beta/me'],
    ['P08', '/v1.0/%u002e%u002e/beta/me'],
    ['P08', '/v1.0/%EF%BC%8E%EF%BC%8E/beta/me'],
    ['P10', '/v1.0/%'],
    ['P10', '/v1.0/%zz'],
    ['P10', '/v1.0/%e0%80'],
    ['P11', '/v1.0/me#frag'],
  ])('%s is 400 to everybody: %s', async (_id, target) => {
    expect(await outcomeOf(target)).toEqual(INVALID_PATH);
    const stranger = await exchangedBytes(system.url, system.bytes(`GET ${target} HTTP/1.1`, CLOSE, '', ''));
    expect(statusesIn(stranger)).toEqual([400]);
  });

  it('P11 may hold an encoded number sign, which stays encoded', async () => {
    expect(await outcomeOf('/v1.0/me/x/a%23b')).toEqual([200, undefined, '/v1.0/me/x/a%23b']);
  });
});

describe('what is closed', () => {
  it.each([
    ['P13', '/beta/me', CLOSED],
    ['P13', '/v2.0/me', NOT_FOUND],
    ['P14', '/$batch', NOT_FOUND],
    ['P14', '/%24batch', NOT_FOUND],
    ['P16', '/V1.0/me', NOT_FOUND],
  ])('%s stays closed however it is spelled: %s', async (_id, target, outcome) => {
    expect(await outcomeOf(target)).toEqual(outcome);
  });

  it('P14 is no batch of requests that nobody checks', async () => {
    for (const target of ['/v1.0/$BATCH', '/v1.0/%24batch']) {
      const body = '{"requests":[{"id":"1","method":"GET","url":"/applications"}]}';
      const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, ...CLOSE];
      await exchangedBytes(system.url, system.bytes(`POST ${target} HTTP/1.1`, headers, body));
      expect(system.graph.received).not.toContain('/applications');
    }
  });
});

it.each(['/v1.0/ME', '/v1.0/%6de', '/v1.0/%6D%65'])(
  'P16 is the same as /v1.0/me, and sent on as it is: %s',
  async (target) => {
    expect(await outcomeOf(target)).toEqual([200, undefined, target]);
  },
);

it.each([
  '/v1.0/me/photo/$value',
  '/v1.0/me/messages/$count',
  "/v1.0/users('megan@contoso.example')",
  '/v1.0/users/megan%40contoso.example',
  '/v1.0/me/drive/root:/a%20b:/content',
])(`P17 passes as Graph has it: %s`, async (target) => {
  expect(await outcomeOf(target)).toEqual([200, undefined, target]);
});

it.each([
  "/v1.0/me?$filter=a+eq+'b'%20and%20c&&$top=1",
  '/v1.0/me?%24select=id&$select=%E2%82%AC&x="y"',
  '/v1.0/me?',
  '/v1.0/me?a=%zz&b=%',
  '/v1.0/me?q=..%2f..&next=//evil/%2e%2e',
])('P19 sends a query on byte for byte: %s', async (target) => {
  expect(await outcomeOf(target)).toEqual([200, undefined, target]);
});

it('P20 takes an address in a query for data', async () => {
  const target = '/v1.0/me?url=http://169.254.169.254/latest';
  expect(await outcomeOf(target)).toEqual([200, undefined, target]);
});

describe('P22 a target beyond measure', () => {
  it('is 414', async () => {
    expect(await outcomeOf(`/v1.0/me?x=${'y'.repeat(10_000)}`)).toEqual([414, 'uri_too_long', undefined]);
  });

  it('is 431 where it is longer than all headers may be', async () => {
    expect(await outcomeOf(`/v1.0/me?x=${'y'.repeat(100_000)}`)).toEqual([431, 'headers_too_large', undefined]);
  });
});

it('P23 passes Graph’s own refusal of a tampered token on', async () => {
  const refusal = '{"error":{"code":"BadRequest","message":"Skip token is invalid."}}';
  system.graph.answer = says(
    `400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${refusal.length}`,
    refusal,
  );
  const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me?$skiptoken=x HTTP/1.1', CLOSE));
  expect(statusesIn(bytes)).toEqual([400]);
  expect(bytes.endsWith(refusal)).toBe(true);
});

it.each([
  '/health/../v1.0/me',
  '/health/live/../../v1.0/me',
  '/docs/..',
  '/docs/%2e%2e/v1.0/me',
  '/health/%2e%2e/graph',
])('P29 leads around no guard: %s', async (target) => {
  expect(await outcomeOf(target)).toEqual(INVALID_PATH);
});

describe('P31 the documentation', () => {
  it('can be closed', async () => {
    for (const target of ['/docs', '/docs/', '/openapi.json']) expect(await outcomeOf(target)).toEqual(NOT_FOUND);
  });
});

describe('a method that is none of Graph’s', () => {
  it.each(['PURGE', 'PROPFIND', 'LINK', 'TRACE', 'QUERY', 'SEARCH'])(
    'is for no stranger, and 405 to callers: %s',
    async (method) => {
      const stranger = await exchangedBytes(system.url, system.bytes(`${method} /v1.0/me HTTP/1.1`, CLOSE, '', ''));
      expect(statusesIn(stranger)).toEqual([401]);
      expect(stranger).toContain('"code":"missing_token"');
      expect(await outcomeOf('/v1.0/me', method)).toEqual([405, 'method_not_allowed', undefined]);
      expect(await outcomeOf('/v1.0/nothing', method)).toEqual(CLOSED);
    },
  );
});

describe('L22 a refusal to a listed front end', () => {
  const ORIGIN = 'https://app.example';
  let listed: ApiBeforeRawGraph;
  beforeAll(async () => {
    listed = await startApiBeforeRawGraph({ environment: { CORS_ORIGINS: ORIGIN } });
  });
  afterAll(() => listed.close());

  it.each([
    ['the path', 'GET /v1.0/%2e%2e/me', 400],
    ['its length', `GET /v1.0/me?${'x'.repeat(9_000)}`, 414],
    ['an encoding the router cannot read', 'GET /v1.0/%zz', 400],
    ['missing credentials', 'GET /v1.0/me', 401],
    ['the way nowhere', 'GET /nothing', 404],
  ])('can be read by it, whatever was wrong: %s', async (_what, line, status) => {
    const bytes = await exchangedBytes(
      listed.url,
      listed.bytes(`${line} HTTP/1.1`, [`Origin: ${ORIGIN}`, ...CLOSE], '', ''),
    );
    expect(statusesIn(bytes)).toEqual([status]);
    expect(bytes.match(/access-control-allow-origin: https:\/\/app\.example\r\n/gi)).toHaveLength(1);
    expect(bytes).toMatch(/access-control-expose-headers: [^\r]*WWW-Authenticate/i);
    const foreign = await exchangedBytes(
      listed.url,
      listed.bytes(`${line} HTTP/1.1`, ['Origin: https://evil.example', ...CLOSE], '', ''),
    );
    expect(foreign).not.toMatch(/access-control-allow-origin/i);
  });
});
