import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, headerIn, statusesIn } from '../helpers/raw-connection.js';
import type { RawGraph } from '../helpers/raw-graph.js';
import { says, saysFine } from '../helpers/raw-graph.js';

const CLOSE = ['Connection: close'];
const JSON_BODY = ['Content-Type: application/json', 'Content-Length: 2', ...CLOSE];

let system: ApiBeforeRawGraph;
let asked: number;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({ allow: ['POST /v1.0/me/revoke', 'DELETE /v1.0/me/thing'] });
});
afterAll(() => system.close());
beforeEach(() => {
  asked = 0;
});

/** Answers by turns; the last for all that follows. */
const inTurn = (...answers: readonly RawGraph['answer'][]): void => {
  system.graph.answer = (socket, head) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    answer?.(socket, head);
  };
};
const refuses = (status: string, ...headers: readonly string[]): RawGraph['answer'] =>
  says([status, ...headers, 'Content-Type: application/json', 'Content-Length: 12'].join('\r\n'), '{"error":{}}');
const get = (path = '/v1.0/me'): Promise<string> =>
  exchangedBytes(system.url, system.bytes(`GET ${path} HTTP/1.1`, CLOSE));
const post = (): Promise<string> =>
  exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', JSON_BODY, '{}'));
/** Answers that need no retry pay for those that do. */
const prosper = async (times: number): Promise<void> => {
  system.graph.answer = saysFine;
  for (let time = 0; time < times; time += 1) await get();
};

describe('G04 a 429 of Graph’s', () => {
  it.each([
    ['seconds', ['Retry-After: 7'], '7'],
    ['a date', [`Retry-After: ${new Date(Date.now() + 3_000_000).toUTCString()}`], /^(?:299\d|3000)$/],
    ['none', [], '10'],
    ['nonsense', ['Retry-After: soon'], '10'],
    ['something absurd', ['Retry-After: 99999999'], '3600'],
    ['two', ['Retry-After: 1', 'Retry-After: 2'], '10'],
  ])('reaches the caller at once with a Retry-After it can use, where it came with %s', async (_kind, given, sane) => {
    inTurn(refuses('429 Too Many Requests', ...given));
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([429]);
    expect(headerIn(bytes, 'retry-after')).toMatch(sane);
    expect(bytes.endsWith('{"error":{}}')).toBe(true);
    expect(asked).toBe(1);
  });

  it('is waited out once where the wait is short, whatever the method', async () => {
    inTurn(refuses('429 Too Many Requests', 'Retry-After: 0.05'), saysFine);
    expect(statusesIn(await get())).toEqual([200]);
    expect(asked).toBe(2);
    inTurn(refuses('429 Too Many Requests', 'Retry-After: 0'), saysFine);
    asked = 0;
    const headers = ['Content-Length: 0', ...CLOSE];
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/revoke HTTP/1.1', headers));
    expect(statusesIn(bytes)).toEqual([200]);
    expect(asked).toBe(2);
  });

  it('is waited out once only', async () => {
    await prosper(20);
    inTurn(refuses('429 Too Many Requests', 'Retry-After: 0.05'));
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([429]);
    expect(headerIn(bytes, 'retry-after')).toBe('1');
    expect(asked).toBe(2);
  });

  it('to everybody is multiplied by hardly anything', async () => {
    inTurn(refuses('429 Too Many Requests', 'Retry-After: 0.01'));
    const requests = 120;
    for (let round = 0; round < requests / 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => get()));
      expect(answers.map((each) => statusesIn(each)[0])).toEqual(Array.from({ length: 20 }, () => 429));
      expect(new Set(answers.map((each) => headerIn(each, 'retry-after')))).toEqual(new Set(['1']));
    }
    expect(asked / requests).toBeLessThanOrEqual(1.05);
  });
});

describe('G05 a 503 or 504 with Retry-After', () => {
  it.each(['503 Service Unavailable', '504 Gateway Timeout'])(
    'is waited out once by an idempotent method, on a new connection: %s',
    async (status) => {
      await prosper(20);
      const sockets = new Set<unknown>();
      inTurn(
        (socket, head) => {
          sockets.add(socket);
          refuses(status, 'Retry-After: 0.05')(socket, head);
        },
        (socket, head) => {
          sockets.add(socket);
          saysFine(socket, head);
        },
      );
      expect(statusesIn(await get())).toEqual([200]);
      expect(asked).toBe(2);
      expect(sockets.size).toBe(2);
    },
  );

  it('reaches the caller by any other method, and where Graph names no time or a long one', async () => {
    inTurn(refuses('503 Service Unavailable', 'Retry-After: 0'));
    const headers = ['Content-Length: 0', ...CLOSE];
    const posted = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/revoke HTTP/1.1', headers));
    expect(statusesIn(posted)).toEqual([503]);
    expect(asked).toBe(1);
    for (const given of [[], ['Retry-After: 30'], ['Retry-After: soon']]) {
      asked = 0;
      inTurn(refuses('503 Service Unavailable', ...given));
      expect(statusesIn(await get())).toEqual([503]);
      expect(asked).toBe(1);
    }
  });
});

describe('B16 a body that has gone out', () => {
  it.each(['429 Too Many Requests', '503 Service Unavailable', '504 Gateway Timeout'])(
    'is not sent a second time: %s',
    async (status) => {
      inTurn(refuses(status, 'Retry-After: 0'), saysFine);
      const bytes = await post();
      expect(statusesIn(bytes)).toEqual([Number(status.slice(0, 3))]);
      expect(asked).toBe(1);
    },
  );

  it('is not sent a second time after a 401', async () => {
    inTurn(refuses('401 Unauthorized'), saysFine);
    expect(statusesIn(await post())).toEqual([502]);
    expect(asked).toBe(1);
  });
});

describe('a connection that breaks before an answer', () => {
  const breaks: RawGraph['answer'] = (socket) => socket.resetAndDestroy();
  const ends: RawGraph['answer'] = (socket) => socket.end();

  it.each([
    ['reset', breaks],
    ['closed', ends],
  ])('costs a reader nothing: %s', async (_how, answer) => {
    inTurn(answer, saysFine);
    expect(statusesIn(await get())).toEqual([200]);
    expect(asked).toBe(2);
  });

  it('costs HEAD nothing', async () => {
    inTurn(breaks, says('200 OK\r\nContent-Type: application/json\r\nContent-Length: 2'));
    const bytes = await exchangedBytes(system.url, system.bytes('HEAD /v1.0/me HTTP/1.1', CLOSE));
    expect(statusesIn(bytes)).toEqual([200]);
    expect(asked).toBe(2);
  });

  it('is 502 where it breaks again and again', async () => {
    inTurn(breaks);
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([502]);
    expect(headerIn(bytes, 'retry-after')).toBeDefined();
    expect(asked).toBe(3);
  });

  it.each([
    ['a POST with a body', 'POST /v1.0/me/sendMail', JSON_BODY, '{}'],
    ['a POST without one', 'POST /v1.0/me/revoke', ['Content-Length: 0', ...CLOSE], ''],
    ['a DELETE', 'DELETE /v1.0/me/thing', CLOSE, ''],
  ])('never makes anything happen twice: %s', async (_kind, line, headers, body) => {
    inTurn(breaks, saysFine);
    const bytes = await exchangedBytes(system.url, system.bytes(`${line} HTTP/1.1`, headers, body));
    expect(statusesIn(bytes)).toEqual([502]);
    expect(asked).toBe(1);
  });

  it('is not mended in secret where the answer had begun', async () => {
    inTurn((socket, head) => {
      says('200 OK\r\nContent-Type: application/json\r\nContent-Length: 10', '{}')(socket, head);
      setTimeout(() => socket.resetAndDestroy(), 20);
    }, saysFine);
    expect(statusesIn(await get())).toEqual([502]);
    expect(asked).toBe(1);
  });

  it('is not tried again where what came was no HTTP', async () => {
    inTurn((socket) => socket.end('nonsense\r\n\r\n'));
    expect(statusesIn(await get())).toEqual([502]);
    expect(asked).toBe(1);
  });
});

describe('a body whose first byte comes late', () => {
  it('finds a connection to Graph that is open', async () => {
    await prosper(1);
    const head = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', JSON_BODY);
    const caller = await conversation(system.url, head);
    // Once these are answered, that has been looked at.
    await prosper(2);
    for (const kept of system.graph.connections) kept.end();
    await expect.poll(() => system.graph.connections.size).toBe(0);
    caller.socket.write('{}');
    await expect.poll(() => statusesIn(caller.heard()), { timeout: 10_000 }).toEqual([200]);
    expect(system.graph.received).toContain('{}');
  });
});
