import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeListener } from './close-listener.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the end of a listener', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('served')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    ({ port } = address);
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it('resets none of the connections that wait to be taken', async () => {
    // The system takes all of them at once, and Node.js one in each turn of its event loop.
    const answers = Array.from({ length: 30 }, async () => {
      const socket = connect(port, '127.0.0.1').setEncoding('latin1');
      socket.write(REQUEST);
      const [answer] = await once(socket, 'data');
      return String(answer);
    });
    await closeListener(server);
    for (const answer of await Promise.all(answers)) expect(answer).toContain('served');
  });

  it('leaves the connections that there are in use', async () => {
    const idle = connect(port, '127.0.0.1').setEncoding('latin1');
    const ask = async (): Promise<string> => {
      idle.write(REQUEST);
      const [answer] = await once(idle, 'data');
      return String(answer);
    };
    expect(await ask()).toContain('served');
    await closeListener(server);
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
    expect(await ask()).toContain('served');
  });
});
