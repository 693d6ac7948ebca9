import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { exchangedBytes, statusesIn } from '../helpers/raw-connection.js';
import { saysFine } from '../helpers/raw-graph.js';

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
});
afterAll(() => system.close());

describe('a Content-Type that is none', () => {
  const HEADERS = ['Content-Type: whatever', 'Content-Length: 2', 'Connection: close'];

  it('is for Graph to judge', async () => {
    let head = '';
    system.graph.answer = (socket, received) => {
      head = received;
      saysFine(socket, received);
    };
    const answer = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS, '{}'));
    expect(statusesIn(answer)).toEqual([200]);
    expect(head).toMatch(/^content-type: whatever$/m);
  });

  it.each(['POST', 'PUT', 'QUERY'])('tells a stranger nothing before the credentials: %s', async (method) => {
    const bytes = system.bytes(`${method} /v1.0/me/sendMail HTTP/1.1`, HEADERS, '{}', '');
    const answer = await exchangedBytes(system.url, bytes);
    expect(statusesIn(answer)).toEqual([401]);
    expect(answer).toContain('"code":"missing_token"');
  });
});
