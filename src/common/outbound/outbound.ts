import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { Agent, buildConnector } from 'undici';
import { OutboundAgent } from './outbound-agent.js';
import { endsWhilePaused } from './ends-while-paused.js';
import type { Proxy } from './proxy.js';
import { ProxyExemptions } from './proxy.js';
import { TrustedRoots } from './trusted-roots.js';
import { Tunnels } from './tunnels.js';

type Connector = buildConnector.connector;

export interface OutboundOptions {
  /** PEM file added to the roots Node.js ships with; read again when it changes. */
  readonly extraCaFile: string | undefined;
  readonly connectTimeoutMs: number;
  /** Through which https targets are reached. */
  readonly proxy?: Proxy | undefined;
  /** Targets that are reached without it, as NO_PROXY names them. */
  readonly noProxy?: string | undefined;
  /** Called when the file of roots has changed into one that cannot be used. */
  readonly onUnusableRoots?: () => void;
}

/** `direct` is for this machine's own services, which no proxy could reach. */
export type Way = 'direct' | 'proxied';

/**
 * The one way out of this process: every call to Entra and Graph goes through a dispatcher made here, so that trust,
 * proxy and time limits are the same everywhere. Redirects are never followed. Throws TrustedRootsError.
 */
export class Outbound {
  private readonly agents: Agent[] = [];
  private readonly roots: TrustedRoots;
  private readonly tunnels: Tunnels | undefined;
  private ofNode: OutboundAgent | undefined;
  private verified: { readonly ca: string[] | undefined; readonly connect: Connector } | undefined;

  constructor(private readonly options: OutboundOptions) {
    const { extraCaFile, proxy, noProxy, connectTimeoutMs: timeoutMs, onUnusableRoots } = options;
    this.roots = new TrustedRoots(extraCaFile, onUnusableRoots);
    if (proxy === undefined) return;
    const exemptions = new ProxyExemptions(noProxy);
    this.tunnels = new Tunnels({ proxy, exemptions, timeoutMs, direct: this.direct });
  }

  /** PEM of every root that is trusted; undefined: those Node.js ships with. */
  get ca(): string[] | undefined {
    return this.roots.pem;
  }

  /** A connection pool; the caller decides how long an answer may take. Closed with this object. */
  agent(
    limits: Pick<Agent.Options, 'headersTimeout' | 'bodyTimeout' | 'connections'>,
    way: Way = 'proxied',
  ): Dispatcher {
    const connect = way === 'proxied' && this.tunnels !== undefined ? this.tunnels.connect : this.direct;
    const agent = new Agent({ ...limits, maxHeaderSize: 32 * 1024, connect });
    this.agents.push(agent);
    return agent;
  }

  /**
   * The same way for a library that calls out by Node's https client alone. Undefined: the way is what Node's own agent
   * would take. Closed with this object.
   */
  httpsAgent(): OutboundAgent | undefined {
    if (this.tunnels === undefined && this.ca === undefined) return undefined;
    return (this.ofNode ??= new OutboundAgent(this.tunnels?.connect ?? this.direct));
  }

  /** Ends all connections, those with work under way as well. */
  async close(): Promise<void> {
    this.ofNode?.destroy();
    await Promise.all([...this.agents.map((agent) => agent.destroy()), this.tunnels?.close()]);
  }

  /** New connections trust what is trusted now; those that are open stay. */
  private readonly direct: Connector = (target, callback) => {
    const { ca } = this;
    if (this.verified === undefined || this.verified.ca !== ca) {
      const timeout = this.options.connectTimeoutMs;
      // Read once: reading all roots for each connection would be most of what a connection costs.
      const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca }) };
      this.verified = { ca, connect: buildConnector({ timeout, ...trust }) };
    }
    this.verified.connect(target, (...made: buildConnector.CallbackArgs) => {
      // Where it failed the library calls back with the error alone.
      if (made[0] === null) endsWhilePaused(made[1]);
      callback(...made);
    });
  };
}
