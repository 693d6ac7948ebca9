import type { IncomingMessage, Server } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { unfinishedOn } from './requests-under-way.js';

/**
 * Gives CONNECT the way of every other request, which refuses it: there is no tunnel here (RFC 9110 section 9.3.6). Node.js
 * hands on its bare connection, and without a listener closes it without a word.
 */
export function answerConnect(server: Server): void {
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    // What would go through the tunnel.
    socket.resume();
    // Answers still owed to requests before it go out first.
    const last = unfinishedOn(socket).at(-1);
    if (last === undefined) answer(request, socket, server);
    else last.once('close', () => answer(request, socket, server));
  });
}

function answer(request: IncomingMessage, socket: Socket, server: Server): void {
  if (!socket.writable) return;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    response.emit('close');
    socket.destroySoon();
  });
  socket.once('close', () => {
    if (response.writableFinished) return;
    response.destroy();
    response.emit('close');
  });
  server.emit('request', request, response);
}
