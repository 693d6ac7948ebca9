import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What is read of a body nobody wants, in bytes: enough for small ones to end and leave the connection in use. */
const MOST_BYTES = 64 * 1024;
/** How long the rest may take, in milliseconds. */
const LONGEST_MS = 1_000;

/**
 * After an answer to a request whose body has not been read to its end: reads a little more, then ends the connection.
 * Not at once, because a reset would make the client lose the answer it has not read yet (RFC 9112 section 9.6), and
 * not to the end, as Node.js would, because that can be any length.
 */
export function lingerOnClose(server: Server): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    response.prependOnceListener('finish', () => {
      if (!request.complete && !request.destroyed) linger(request, response);
    });
  });
}

function linger(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  if (!response.shouldKeepAlive) {
    // Node.js ends the connection by it as soon as the answer is out; this ends our half only.
    socket.destroySoon = () => void socket.end();
  }
  // Read here once, otherwise Node.js takes the body over and dumps all of it.
  const arrived: unknown = request.read();
  let left = MOST_BYTES - (Buffer.isBuffer(arrived) ? arrived.length : 0);
  const timer = setTimeout(() => socket.destroy(), LONGEST_MS);
  const onClose = (): void => clearTimeout(timer);
  socket.once('close', onClose);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    // The client's sending stops here; what it has been told it can read for as long as this lasts.
    if (left < 0) request.pause();
  });
  request.once('end', () => {
    clearTimeout(timer);
    socket.off('close', onClose);
    if (!response.shouldKeepAlive) socket.destroy();
  });
  request.resume();
}
