import type { Dispatcher } from 'undici';
import { Outbound } from '../common/outbound/outbound.js';
import { readProxy } from '../common/outbound/proxy.js';
import { TrustedRootsError } from '../common/outbound/trusted-roots.js';
import { CliError } from './cli.errors.js';
import { variable } from './environment.js';

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 120_000;

/** This process's ways to the network: trust, proxy and time limits as the API has them. */
export class WayOut {
  private readonly ways = new Map<string | undefined, { outbound: Outbound; dispatcher: Dispatcher }>();

  /** A connection pool that also trusts the authorities of this PEM file. Throws CliError. */
  trusting(caFile: string | undefined): Dispatcher {
    const known = this.ways.get(caFile);
    if (known !== undefined) return known.dispatcher;
    const outbound = opened(caFile);
    const dispatcher = outbound.agent({ headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS });
    this.ways.set(caFile, { outbound, dispatcher });
    return dispatcher;
  }

  async close(): Promise<void> {
    await Promise.all([...this.ways.values()].map(({ outbound }) => outbound.close()));
  }
}

function opened(extraCaFile: string | undefined): Outbound {
  const text = variable('HTTPS_PROXY') ?? variable('https_proxy');
  const proxy = text === undefined ? undefined : readProxy(text);
  if (text !== undefined && proxy === undefined)
    throw new CliError('proxy', 'HTTPS_PROXY is not the address of a proxy.', {
      remedy: 'Write it as http://host:port',
    });
  // A corporate proxy has no way back to this machine.
  const noProxy = ['localhost', '127.0.0.1', '::1', variable('NO_PROXY') ?? variable('no_proxy')].join(',');
  try {
    return new Outbound({ extraCaFile, connectTimeoutMs: CONNECT_TIMEOUT_MS, proxy, noProxy });
  } catch (cause) {
    if (!(cause instanceof TrustedRootsError)) throw cause;
    throw new CliError('ca_file', `${extraCaFile ?? ''} cannot be read as a PEM file with certificates.`, {
      remedy:
        'Correct --ca-file or EXTRA_CA_FILE; of the embedded tenant it is .sandbox/ca.pem where that was started.',
      cause,
    });
  }
}
