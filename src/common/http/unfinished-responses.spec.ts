import { once } from 'node:events';
import { IncomingMessage, ServerResponse, createServer } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { trackResponses, unfinishedOn } from './unfinished-responses.js';

it('ends the answer to a request that is read after its connection has closed, so that nothing waits for it', async () => {
  const server = createServer();
  trackResponses(server);
  const socket = new Socket();
  socket.destroy();
  await once(socket, 'close');
  const request = new IncomingMessage(socket);
  const response = new ServerResponse(request);
  const closed = once(response, 'close');
  server.emit('request', request, response);
  expect(unfinishedOn(socket)).toEqual([response]);
  await closed;
  expect(response.destroyed).toBe(true);
  expect(unfinishedOn(socket)).toEqual([]);
});
