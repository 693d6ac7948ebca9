import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { closeListener } from './close-listener.js';

it('takes no further connection, and serves on those that there are', async () => {
  const server = createServer((_request, response) => response.end('served'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const idle = connect(port, '127.0.0.1').setEncoding('latin1');
  const ask = async (): Promise<string> => {
    idle.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [answer] = await once(idle, 'data');
    return String(answer);
  };
  expect(await ask()).toContain('served');
  await closeListener(server);
  await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
  expect(await ask()).toContain('served');
  const [closed] = [once(idle, 'close'), server.close()];
  await closed;
});
