import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** How a proxy takes a CONNECT: opens the tunnel, refuses with a status, or never answers. */
export type Mood = 'open' | 'silent' | number;

/** A proxy that only knows CONNECT (RFC 9110 section 9.3.6), on a free port; counts what it is asked for. */
export class ConnectProxy {
  /** The authorities asked for, and the credentials each came with. */
  readonly asked: { readonly authority: string; readonly authorization: string | undefined }[] = [];
  /** Requests that were no CONNECT. */
  others = 0;
  mood: Mood = 'open';
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connect', (request, socket: Duplex) => {
      const { url: authority = '', headers } = request;
      this.asked.push({ authority, authorization: headers['proxy-authorization'] });
      this.take(authority, socket);
    });
    server.on('request', (_request, response) => {
      this.others += 1;
      response.writeHead(405).end();
    });
    server.on('connection', (socket: Socket) => this.keep(socket));
  }

  static async start(): Promise<ConnectProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return new ConnectProxy(server, address.port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Gone, and every tunnel with it. */
  async die(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private take(authority: string, socket: Duplex): void {
    if (this.mood === 'silent') return;
    if (this.mood !== 'open') {
      socket.end(`HTTP/1.1 ${this.mood} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`tcp://${authority}`);
    const target = connect({ host: hostname, port: Number(port) }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    this.keep(target);
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  }

  private keep(socket: Duplex): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }
}
