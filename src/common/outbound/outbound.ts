import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { Agent } from 'undici';

export interface OutboundOptions {
  /** PEM file added to the roots Node.js ships with. */
  readonly extraCaFile: string | undefined;
  readonly connectTimeoutMs: number;
}

/**
 * The one way out of this process: every call to Entra and Graph goes through a dispatcher made here, so that trust
 * and time limits are the same everywhere. Redirects are never followed.
 */
export class Outbound {
  private readonly agents: Agent[] = [];
  /** PEM of every root that is trusted; undefined: those Node.js ships with. */
  readonly ca: string[] | undefined;

  constructor(private readonly options: OutboundOptions) {
    this.ca =
      options.extraCaFile === undefined ? undefined : [...rootCertificates, readFileSync(options.extraCaFile, 'utf8')];
  }

  /** A connection pool; the caller decides how long an answer may take. Closed with this object. */
  agent(limits: Pick<Agent.Options, 'headersTimeout' | 'bodyTimeout' | 'connections'>): Dispatcher {
    const agent = new Agent({
      ...limits,
      maxHeaderSize: 32 * 1024,
      connect: { timeout: this.options.connectTimeoutMs, ...(this.ca !== undefined && { ca: this.ca }) },
    });
    this.agents.push(agent);
    return agent;
  }

  /** Ends all connections, those with work under way as well. */
  async close(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.destroy()));
  }
}
