import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const unfinished = new WeakMap<Socket, Set<ServerResponse>>();

/** Who is told of each answer when its request comes, and once its connection owes it no more. */
export interface ResponseWatcher {
  begun(response: ServerResponse): void;
  ended(response: ServerResponse): void;
}

/**
 * Keeps in mind which answers each connection still owes. Node.js gives a pipelined request's response no connection
 * before its turn, and so tells it nothing of that connection's end: here it hears `close` like any other.
 */
export function trackResponses(server: Server, watcher: ResponseWatcher): void {
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const owed = unfinished.get(socket) ?? newlyTracked(socket);
    owed.add(response);
    watcher.begun(response);
    response.once('close', () => {
      owed.delete(response);
      watcher.ended(response);
    });
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
      if (response.socket !== null) continue;
      response.destroy();
      response.emit('close');
    }
  });
  return owed;
}
