import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Once the server is to close, each connection ends with the answer it still owes: one that is kept open by its client
 * would keep the process alive, and its next request would be refused.
 */
export function endConnectionsOnClose(fastify: FastifyInstance): void {
  const { server } = fastify;
  const owed = new Set<ServerResponse>();
  let closing = false;
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    owed.add(response);
    if (closing) response.shouldKeepAlive = false;
    response.once('close', () => {
      owed.delete(response);
      // Of answers whose head was out before: it could not say so any more.
      if (closing) server.closeIdleConnections();
    });
  });
  fastify.addHook('preClose', (done) => {
    closing = true;
    for (const response of owed) response.shouldKeepAlive = false;
    done();
  });
}
