import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { exchangedBytes, statusesIn } from '../helpers/raw-connection.js';
import { saysFine } from '../helpers/raw-graph.js';

let system: ApiBeforeRawGraph;
let received: string[];
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
  system.graph.answer = (socket, head) => {
    received.push(...head.split('\r\n').map((line) => line.toLowerCase()));
    saysFine(socket, head);
  };
});
afterAll(() => system.close());
beforeEach(() => {
  received = [];
});

const send = (headers: readonly string[]): Promise<string> =>
  exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', headers));
const namesReceived = (): readonly string[] => received.slice(1).map((line) => line.slice(0, line.indexOf(':')));

describe('headers on their way to Graph', () => {
  it('H17 are those Graph knows, and our own credential', async () => {
    expect(
      statusesIn(
        await send([
          'Connection: close',
          'Prefer: a',
          'If-Match: "b"',
          'client-request-id: c',
          'ConsistencyLevel: eventual',
          'Content-Range: bytes 0-1/2',
          'Range: bytes=0-1',
        ]),
      ),
    ).toEqual([200]);
    expect(received).toEqual(
      expect.arrayContaining([
        'prefer: a',
        'if-match: "b"',
        'client-request-id: c',
        'consistencylevel: eventual',
        'content-range: bytes 0-1/2',
        'range: bytes=0-1',
      ]),
    );
    expect(received.filter((line) => line.startsWith('authorization: '))).toEqual([
      expect.stringMatching(/^authorization: bearer opaque-\d+$/),
    ]);
  });

  it('H11 H13 H16 are not what belongs to this hop, to this API or to nobody', async () => {
    const others = ['TE: trailers', 'Keep-Alive: 1', 'Proxy-Authorization: x', 'Proxy-Connection: x', 'Trailer: x'];
    await send([
      'Connection: close',
      ...others,
      'Cookie: a=b',
      'X-HTTP-Method-Override: DELETE',
      'Forwarded: for=x',
      'baggage: x',
    ]);
    const known = ['host', 'connection', 'accept-encoding', 'authorization'];
    expect(namesReceived().filter((name) => !known.includes(name))).toEqual([]);
  });

  it('H10 are not what Connection names, and our own credential is there all the same', async () => {
    await send(['Connection: close, Authorization, Prefer', 'Prefer: a', 'If-Match: "b"']);
    expect(namesReceived()).not.toContain('prefer');
    expect(namesReceived()).toEqual(expect.arrayContaining(['if-match', 'authorization']));
  });

  it.each(['Prefer: \u00e9', 'If-Match: "\u00ff"', 'Range: bytes=0-\u0080'])(
    'H32 are ASCII, otherwise nothing is sent: %j',
    async (header) => {
      const answer = await send(['Connection: close', header]);
      expect(statusesIn(answer)).toEqual([400]);
      expect(answer).toContain('"code":"invalid_request"');
      expect(received).toEqual([]);
    },
  );

  it('H32 may be anything where they stay here', async () => {
    expect(statusesIn(await send(['Connection: close', 'User-Agent: caf\u00e9']))).toEqual([200]);
  });
});
