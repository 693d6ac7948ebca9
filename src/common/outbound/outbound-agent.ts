import type { RequestOptions } from 'node:https';
import { Agent } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { buildConnector } from 'undici';

/** For a library that calls out by Node's own https client: connects as all other calls out do, in place of the client. */
export class OutboundAgent extends Agent {
  constructor(private readonly connector: buildConnector.connector) {
    super({ keepAlive: true });
  }

  override createConnection(
    { host, port, servername }: RequestOptions,
    callback: (error: Error | null, stream: Duplex) => void = () => undefined,
  ): undefined {
    const target = { protocol: 'https:', hostname: host ?? 'localhost', port: String(port ?? 443) };
    this.connector({ ...target, ...(servername && { servername }) }, (error, socket) =>
      callback(error, socket ?? new Socket()),
    );
  }
}
