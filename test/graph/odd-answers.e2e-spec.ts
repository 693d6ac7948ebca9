import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, headerIn, opened, statusesIn } from '../helpers/raw-connection.js';
import { says, saysFine } from '../helpers/raw-graph.js';

const CLOSE = ['Connection: close'];
const JSON_HEAD = '200 OK\r\nContent-Type: application/json';
const WITHIN = { timeout: 10_000 };

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({ limits: { graphIdleTimeoutMs: 500 } });
});
afterAll(() => system.close());
beforeEach(() => {
  system.graph.received = '';
});

const get = (path = '/v1.0/me', headers: readonly string[] = CLOSE): Promise<string> =>
  exchangedBytes(system.url, system.bytes(`GET ${path} HTTP/1.1`, headers));

describe('G20 what Graph says before its answer', () => {
  it.each(['102 Processing', '103 Early Hints\r\nLink: </x>; rel=preload'])('is passed over: %s', async (early) => {
    system.graph.answer = (socket, head) => {
      says(early)(socket, head);
      says(early)(socket, head);
      saysFine(socket, head);
    };
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([200]);
    expect(bytes).not.toContain('preload');
  });

  it('is 502 where no answer follows', async () => {
    system.graph.answer = (socket, head) => {
      for (let early = 0; early < 20; early += 1) says('103 Early Hints')(socket, head);
    };
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([502]);
    expect(bytes).toContain('"code":"graph_bad_response"');
  });

  it('is 502 at once where it is a 100 nobody asked for', async () => {
    system.graph.answer = (socket, head) => {
      says('100 Continue')(socket, head);
      saysFine(socket, head);
    };
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([502]);
  });
});

describe('B14 an answer without a body by its status', () => {
  it.each([
    ['with bytes', '{"a":1}'],
    ['without', ''],
  ])('has none, and goes out, whatever length it tells, %s', async (_how, body) => {
    system.graph.answer = (socket, head) => {
      says('204 No Content\r\nContent-Length: 7\r\nETag: "a"', body)(socket, head);
    };
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([204]);
    expect([headerIn(bytes, 'etag'), headerIn(bytes, 'content-length')]).toEqual(['"a"', undefined]);
    expect(bytes.endsWith('\r\n\r\n')).toBe(true);
    system.graph.answer = saysFine;
    expect(statusesIn(await get())).toEqual([200]);
  });
});

describe('G13 an answer that is no valid HTTP', () => {
  it.each([
    ['NUL in a header', says(`${JSON_HEAD}\r\nETag: a\u0000b\r\nContent-Length: 2`, '{}')],
    [
      'a status line of 3 KB',
      says(`200 ${'x'.repeat(3000)}\r\nContent-Type: application/json\r\nContent-Length: 2`, '{}'),
    ],
    ['a status of no class', says('600 OK\r\nContent-Length: 2', '{}')],
    ['another coding within chunks', says(`${JSON_HEAD}\r\nTransfer-Encoding: gzip, chunked`, '2\r\n{}\r\n0\r\n\r\n')],
    ['a status that is no number', says('2x0 OK\r\nContent-Length: 2', '{}')],
  ])('is 502: %s', async (_name, answer) => {
    system.graph.answer = answer;
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([502]);
    expect(bytes).toContain('"code":"graph_bad_response"');
  });

  it('breaks off where it turns bad midway', async () => {
    system.graph.answer = says(`${JSON_HEAD}\r\nTransfer-Encoding: chunked`, '2\r\n{}\r\nzz\r\n');
    const bytes = await get();
    expect(bytes).not.toMatch(/\r\n0\r\n\r\n$/);
  });
});

describe('G14 headers beyond measure', () => {
  it.each([
    ['300 of them', Array.from({ length: 300 }, (_, at) => `X-${at}: y`).join('\r\n')],
    ['40 KB', `X: ${'x'.repeat(40_000)}`],
    ['two lengths', 'Content-Length: 3'],
  ])('are 502: %s', async (_name, lines) => {
    system.graph.answer = says(`${JSON_HEAD}\r\n${lines}\r\nContent-Length: 2`, '{}');
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([502]);
    expect(bytes).toContain('"code":"graph_bad_response"');
  });
});

describe('H19 a header of Graph’s that is not ASCII', () => {
  it('is left out', async () => {
    const headers = 'ETag: "caf\u00e9"\r\nContent-Disposition: attachment; filename="\u00ff"\r\nrequest-id: abc';
    system.graph.answer = says(`${JSON_HEAD}\r\n${headers}\r\nContent-Length: 2`, '{}');
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([200]);
    expect(bytes.slice(0, bytes.indexOf('\r\n\r\n'))).toMatch(/^[\r\n -~]*$/);
    expect(headerIn(bytes, 'etag')).toBeUndefined();
    expect(headerIn(bytes, 'request-id')).toBe('abc');
  });

  it('splits no answer by line feeds, folded or bare', async () => {
    for (const value of ['"a"\r\n Set-Cookie: x', '"a"\nSet-Cookie: x', '"a"\rSet-Cookie: x']) {
      system.graph.answer = says(`${JSON_HEAD}\r\nETag: ${value}\r\nContent-Length: 2`, '{}');
      const bytes = await get();
      expect(bytes).not.toMatch(/[\r\n]set-cookie/i);
      expect([200, 502]).toContain(statusesIn(bytes)[0]);
    }
  });
});

describe('G08 a Content-Length that does not fit', () => {
  it('and is too long never makes a whole answer', async () => {
    system.graph.answer = (socket, head) => {
      says('200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10', 'short')(socket, head);
      socket.end();
    };
    const bytes = await get();
    expect(headerIn(bytes, 'content-length')).toBe('10');
    expect(bytes.slice(bytes.indexOf('\r\n\r\n') + 4)).toBe('short');
  });

  it('and is too short spoils no other’s answer', async () => {
    const smuggled = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
    system.graph.answer = says(`${JSON_HEAD}\r\nContent-Length: 2`, `{}${smuggled}`);
    expect((await get()).endsWith('{}')).toBe(true);
    system.graph.answer = says(`${JSON_HEAD}\r\nContent-Length: 7`, '{"a":1}');
    const next = await get();
    expect(statusesIn(next)).toEqual([200]);
    expect(next.endsWith('{"a":1}')).toBe(true);
  });
});

describe('G07 an answer reset midway', () => {
  it.each([
    ['bytes', '200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000', 'x'.repeat(1000)],
    ['chunks', '200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked', '3\r\nabc\r\n'],
    ['long JSON', `${JSON_HEAD}\r\nContent-Length: 100000`, '{"value":['],
  ])('destroys the caller’s connection: %s', async (_name, head, start) => {
    system.graph.answer = (socket, received) => {
      says(head, start)(socket, received);
      setTimeout(() => socket.resetAndDestroy(), 50);
    };
    const caller = await conversation(system.url, system.bytes('GET /v1.0/large HTTP/1.1'));
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(statusesIn(caller.heard())).toEqual([200]);
    expect(caller.heard()).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(caller.heard().length).toBeLessThan(100_000);
  });
});

describe('G10 an answer that stalls', () => {
  it('is broken off', async () => {
    system.graph.answer = says('200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10', 'short');
    const caller = await conversation(system.url, system.bytes('GET /v1.0/large HTTP/1.1'));
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(caller.heard().endsWith('short')).toBe(true);
    await expect.poll(() => system.graph.connections.size, WITHIN).toBe(0);
  });
});

describe('G11 an answer without end', () => {
  it('is held back while the caller does not read, and ends with it', async () => {
    let written = 0;
    system.graph.answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')]);
      const send = (): void => {
        while (socket.writable && socket.write(chunk)) written += chunk.length;
      };
      socket.on('drain', send);
      send();
    };
    const caller = await opened(system.url, system.bytes('GET /v1.0/large HTTP/1.1'));
    caller.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const still = before === written;
          before = written;
          return still && written > 0;
        },
        { timeout: 10_000, interval: 200 },
      )
      .toBe(true);
    expect(written).toBeLessThan(64 * 1024 * 1024);
    caller.destroy();
    await expect.poll(() => system.graph.connections.size, WITHIN).toBe(0);
  });
});

describe('an answer’s own headers', () => {
  it('G16 never let a shared cache keep it', async () => {
    system.graph.answer = says(
      `${JSON_HEAD}\r\nCache-Control: public, max-age=600\r\nVary: Accept\r\nContent-Length: 2`,
      '{}',
    );
    const bytes = await get();
    expect(headerIn(bytes, 'cache-control')).toBe('no-store');
    expect(headerIn(bytes, 'vary')).toBe('Authorization, Cookie, Origin');
  });

  it('G22 leave an error page what it is, and nothing in it runs', async () => {
    const page = '<script>alert(1)</script>';
    system.graph.answer = says(`500 Oops\r\nContent-Type: text/html\r\nContent-Length: ${page.length}`, page);
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([500]);
    expect(headerIn(bytes, 'content-type')).toBe('text/html');
    expect(headerIn(bytes, 'x-content-type-options')).toBe('nosniff');
    expect(headerIn(bytes, 'content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(bytes.endsWith(page)).toBe(true);
  });

  it('G23 leave JSON that is none as it is', async () => {
    system.graph.answer = says(`${JSON_HEAD}\r\nContent-Length: 9`, '{"value":');
    const bytes = await get();
    expect(statusesIn(bytes)).toEqual([200]);
    expect(bytes.endsWith('{"value":')).toBe(true);
  });

  it('G25 carry Graph’s and the caller’s request ids', async () => {
    system.graph.answer = says(`${JSON_HEAD}\r\nrequest-id: g1\r\nclient-request-id: c1\r\nContent-Length: 2`, '{}');
    const bytes = await get('/v1.0/me', [...CLOSE, 'client-request-id: c1']);
    expect([headerIn(bytes, 'request-id'), headerIn(bytes, 'client-request-id')]).toEqual(['g1', 'c1']);
    expect(headerIn(system.graph.received, 'client-request-id')).toBe('c1');
  });

  it('G19 P26 carry addresses of follow-up and download, and no log does', async () => {
    const upload = 'https://upload.example/pre?signature=canary-one';
    const body = JSON.stringify({ uploadUrl: upload });
    system.graph.answer = says(`${JSON_HEAD}\r\nContent-Length: ${body.length}`, body);
    expect((await get()).endsWith(body)).toBe(true);
    system.graph.answer = says(
      '302 Found\r\nLocation: https://download.example/?signature=canary-two\r\nContent-Length: 0',
    );
    const redirected = await get('/v1.0/me/photo/$value');
    expect(statusesIn(redirected)).toEqual([302]);
    expect(headerIn(redirected, 'location')).toBe('https://download.example/?signature=canary-two');
    system.graph.answer = says(
      `202 Accepted\r\nLocation: ${system.graph.origin}/v1.0/monitor/1\r\nOperation-Location: https://other.example/canary-three\r\nRetry-After: 5\r\nContent-Length: 0`,
    );
    const accepted = await get();
    expect(statusesIn(accepted)).toEqual([202]);
    expect(headerIn(accepted, 'location')).toBe(`${system.url}/v1.0/monitor/1`);
    expect(headerIn(accepted, 'operation-location')).toBe('https://other.example/canary-three');
    expect(headerIn(accepted, 'retry-after')).toBe('5');
    expect(system.log()).not.toContain('canary');
  });

  it('P25 lead here only where they lead into Graph, and are followed by nobody', async () => {
    const body = JSON.stringify({ value: [], '@odata.nextLink': 'https://evil.example/v1.0/me?$skip=1' });
    system.graph.answer = says(`${JSON_HEAD}\r\nContent-Length: ${body.length}`, body);
    expect((await get('/v1.0/me/messages')).endsWith(body)).toBe(true);
    expect(system.graph.received.match(/GET /g)).toHaveLength(1);
  });
});

describe('a part of a whole', () => {
  it('is 206 with its range and length', async () => {
    system.graph.answer = says(
      '206 Partial Content\r\nContent-Type: application/json\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2',
      '{"',
    );
    const bytes = await get('/v1.0/me', [...CLOSE, 'Range: bytes=0-1']);
    expect(statusesIn(bytes)).toEqual([206]);
    expect([headerIn(bytes, 'content-range'), headerIn(bytes, 'content-length')]).toEqual(['bytes 0-1/9', '2']);
    expect(headerIn(system.graph.received, 'range')).toBe('bytes=0-1');
  });

  it('H34 of which a thousand are asked for goes to Graph once', async () => {
    system.graph.answer = says('416 Range Not Satisfiable\r\nContent-Length: 0');
    const range = `bytes=${Array.from({ length: 1000 }, () => '0-0').join(',')}`;
    expect(statusesIn(await get('/v1.0/me', [...CLOSE, `Range: ${range}`]))).toEqual([416]);
    expect(headerIn(system.graph.received, 'range')).toBe(range);
    expect(system.graph.received.match(/GET /g)).toHaveLength(1);
  });
});

it.each(['Identity', 'IDENTITY', ''])('G18 a body whose coding is none goes out as it is: %j', async (coding) => {
  system.graph.answer = says(`${JSON_HEAD}\r\nContent-Encoding: ${coding}\r\nContent-Length: 2`, '{}');
  const bytes = await get();
  expect(statusesIn(bytes)).toEqual([200]);
  expect(bytes.endsWith('{}')).toBe(true);
});
