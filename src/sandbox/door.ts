import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { ServerCredentials } from './installation/certificate-authority.js';
import { listen } from './listening.js';
import type { Listening } from './listening.js';

/** Where the plain server behind a door listens. */
export interface PlainAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens TLS in front of a plain server and carries the bytes unread, so that what stands behind knows nothing of TLS.
 * `behind` is asked for each connection: the plain port may be known later than the door's own.
 */
export async function openDoor(options: {
  host: string;
  port: number;
  credentials: Pick<ServerCredentials, 'cert' | 'key'>;
  behind: () => PlainAddress;
}): Promise<Listening> {
  const { cert, key } = options.credentials;
  const server = createServer({ cert, key, ALPNProtocols: ['http/1.1'], minVersion: 'TLSv1.2' }, (visitor) => {
    carry(visitor, connect(options.behind()));
  });
  // A client that does not trust the certificate ends the handshake: its own affair, and no reason to stop.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return listen(server, options.host, options.port);
}

function carry(visitor: Socket, inner: Socket): void {
  for (const [from, to] of [
    [visitor, inner],
    [inner, visitor],
  ] as const) {
    from.setNoDelay(true);
    from.on('error', () => to.destroy());
    // After a clean end the other side still gets what is on its way; a cut is passed on as a cut.
    from.on('close', () => (from.readableEnded ? to.end() : to.destroy()));
    from.pipe(to);
  }
}
