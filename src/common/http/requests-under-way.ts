import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Draining } from './draining.js';

/** By connection, in the order of their requests. */
const unfinished = new WeakMap<Socket, ServerResponse[]>();

/** The answers a connection still owes, in the order of their requests. */
export function unfinishedOn(socket: Socket): readonly ServerResponse[] {
  return unfinished.get(socket) ?? [];
}

/**
 * The answers this server owes. Once it drains, each connection ends with the answer it owes: one that is kept open by
 * its client would keep the process alive, and a balancer would go on using it.
 */
export class RequestsUnderWay {
  // Not the answers themselves: connections come and go less often.
  private readonly connections = new Set<Socket>();
  private owed = 0;
  private closing = false;

  constructor(private readonly draining: Draining) {}

  get count(): number {
    return this.owed;
  }

  register(fastify: FastifyInstance): void {
    const { server } = fastify;
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) =>
      this.begin(socket, response, server),
    );
    this.draining.onBegin(() => {
      for (const socket of this.connections)
        for (const response of unfinishedOn(socket)) response.shouldKeepAlive = false;
    });
    fastify.addHook('preClose', (done) => {
      this.closing = true;
      this.draining.begin();
      done();
    });
  }

  /** Resets every connection that is owed an answer: half of one never looks whole, whatever tells its end. */
  breakOff(): void {
    for (const socket of this.connections) if (unfinishedOn(socket).length > 0) socket.resetAndDestroy();
  }

  private begin(socket: Socket, response: ServerResponse, server: Server): void {
    const owed = unfinished.get(socket) ?? this.connected(socket);
    owed.push(response);
    this.owed += 1;
    if (this.draining.begun) response.shouldKeepAlive = false;
    response.once('close', () => {
      owed.splice(owed.indexOf(response), 1);
      this.owed -= 1;
      // Of answers whose head was out before: it could not say so any more.
      if (this.closing) server.closeIdleConnections();
    });
    // The rest of what was sent together can be read after the connection has closed, which nobody would hear again.
    if (socket.closed) process.nextTick(end, response);
  }

  /**
   * Node.js gives a pipelined request's response no connection before its turn, and so tells it nothing of that
   * connection's end: from here it hears `close` like any other.
   */
  private connected(socket: Socket): ServerResponse[] {
    const owed: ServerResponse[] = [];
    unfinished.set(socket, owed);
    if (socket.closed) return owed;
    this.connections.add(socket);
    socket.once('close', () => {
      this.connections.delete(socket);
      const waiting = owed.filter((response) => response.socket === null);
      for (const response of waiting) end(response);
    });
    return owed;
  }
}

function end(response: ServerResponse): void {
  response.destroy();
  response.emit('close');
}
