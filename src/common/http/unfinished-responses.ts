import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const unfinished = new WeakMap<Socket, Set<ServerResponse>>();

/**
 * Keeps in mind which answers each connection still owes. Node.js gives a pipelined request's response no connection
 * before its turn, and so tells it nothing of that connection's end: here it hears `close` like any other.
 */
export function trackResponses(server: Server): void {
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const owed = unfinished.get(socket) ?? newlyTracked(socket);
    owed.add(response);
    response.once('close', () => owed.delete(response));
    // The rest of what was sent together can be read after the connection has closed, which nobody would hear again.
    if (socket.closed) process.nextTick(end, response);
  });
}

/** The answers a connection still owes, in the order of their requests. */
export function unfinishedOn(socket: Socket): readonly ServerResponse[] {
  return [...(unfinished.get(socket) ?? [])];
}

function newlyTracked(socket: Socket): Set<ServerResponse> {
  const owed = new Set<ServerResponse>();
  unfinished.set(socket, owed);
  socket.once('close', () => {
    for (const response of owed) {
      if (response.socket === null) end(response);
    }
  });
  return owed;
}

function end(response: ServerResponse): void {
  response.destroy();
  response.emit('close');
}
