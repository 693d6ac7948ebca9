import { Socket, isIPv6 } from 'node:net';
import type { buildConnector } from 'undici';
import { Pool } from 'undici';
import type { Proxy, ProxyExemptions } from './proxy.js';

type Connector = buildConnector.connector;
type Target = buildConnector.Options;

/** The proxy did not open a tunnel; its message names neither of the two. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code = 'ERR_PROXY_TUNNEL';
}

export interface TunnelOptions {
  readonly proxy: Proxy;
  readonly exemptions: ProxyExemptions;
  readonly timeoutMs: number;
  /** Connects to the proxy and to what needs none; also makes TLS of a tunnel. */
  readonly direct: Connector;
}

/**
 * Connects https targets through the proxy's CONNECT (RFC 9110 section 9.3.6), unless they are exempt; TLS is with the
 * target, inside the tunnel. Everything else connects directly.
 */
export class Tunnels {
  private readonly proxyConnections: Pool;

  constructor(private readonly options: TunnelOptions) {
    const { proxy, direct, timeoutMs } = options;
    this.proxyConnections = new Pool(proxy.origin, { connect: direct, headersTimeout: timeoutMs });
  }

  readonly connect: Connector = (target, callback) => {
    const { exemptions, direct } = this.options;
    if (target.protocol !== 'https:' || exemptions.covers(target.hostname, target.port || '443')) {
      direct(target, callback);
      return;
    }
    this.open(target, (error, httpSocket) => {
      if (httpSocket === null) callback(error, null);
      else direct({ ...target, httpSocket }, callback);
    });
  };

  async close(): Promise<void> {
    await this.proxyConnections.destroy();
  }

  private open({ hostname, port }: Target, callback: buildConnector.Callback): void {
    const authority = `${isIPv6(hostname) ? `[${hostname}]` : hostname}:${port || '443'}`;
    const { authorization } = this.options.proxy;
    const headers = { host: authority, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
    this.proxyConnections.connect({ path: authority, headers }, (error, { statusCode, socket }) => {
      if (error !== null) callback(error, null);
      else if (statusCode >= 200 && statusCode < 300 && socket instanceof Socket) callback(null, socket);
      else {
        socket.on('error', () => undefined).destroy();
        callback(new ProxyError(`the proxy answers ${statusCode}`), null);
      }
    });
  }
}
