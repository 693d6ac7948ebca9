import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Draining } from './draining.js';
import { trackResponses } from './unfinished-responses.js';

/**
 * The answers this server owes. Once it drains, each connection ends with the answer it owes: one that is kept open by
 * its client would keep the process alive, and a balancer would go on using it.
 */
export class RequestsUnderWay {
  private readonly owed = new Set<ServerResponse>();

  constructor(private readonly draining: Draining) {}

  get count(): number {
    return this.owed.size;
  }

  register(fastify: FastifyInstance): void {
    const { server } = fastify;
    let closing = false;
    trackResponses(server, {
      begun: (response) => {
        this.owed.add(response);
        if (this.draining.begun) response.shouldKeepAlive = false;
      },
      ended: (response) => {
        this.owed.delete(response);
        // Of answers whose head was out before: it could not say so any more.
        if (closing) server.closeIdleConnections();
      },
    });
    this.draining.onBegin(() => {
      for (const response of this.owed) response.shouldKeepAlive = false;
    });
    fastify.addHook('preClose', (done) => {
      closing = true;
      this.draining.begin();
      done();
    });
  }

  /** Resets every connection that is owed an answer: half of one never looks whole, whatever tells its end. */
  breakOff(): void {
    for (const { socket } of this.owed) socket?.resetAndDestroy();
  }
}
