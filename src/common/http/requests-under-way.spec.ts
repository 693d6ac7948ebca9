import Fastify from 'fastify';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { Draining } from './draining.js';
import { RequestsUnderWay, unfinishedOn } from './requests-under-way.js';

it('ends the answer to a request that is read after its connection has closed, so that nothing waits for it', async () => {
  const fastify = Fastify();
  fastify.server.removeAllListeners('request');
  const underWay = new RequestsUnderWay(new Draining());
  underWay.register(fastify);
  const socket = new Socket();
  socket.destroy();
  await once(socket, 'close');
  const request = new IncomingMessage(socket);
  const response = new ServerResponse(request);
  const closed = once(response, 'close');
  fastify.server.emit('request', request, response);
  expect(unfinishedOn(socket)).toEqual([response]);
  expect(underWay.count).toBe(1);
  await closed;
  expect(response.destroyed).toBe(true);
  expect(unfinishedOn(socket)).toEqual([]);
  expect(underWay.count).toBe(0);
});
