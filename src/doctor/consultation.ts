import type { Dispatcher } from 'undici';
import type { Caller } from '../common/caller.js';
import { Clock, SystemClock } from '../common/clock.js';
import { Log } from '../common/log.js';
import type { Outbound } from '../common/outbound/outbound.js';
import type { AppConfig, Limits } from '../config/app-config.js';
import { configuredOutbound } from '../config/configured-outbound.js';
import { loadConfig } from '../config/load-config.js';
import type { ClientCredential } from '../obo/credential/client-credential.js';
import { openCredential } from '../obo/credential/open-credential.js';
import type { GraphToken } from '../obo/graph-token.js';
import { TokenProver } from './token-prover.js';

export interface ConsultationOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
  /** A user's access token for this API. */
  readonly userToken?: string | undefined;
}

/** What the steps share: the configuration, the ways out, and what earlier steps have learnt. */
export class Consultation {
  readonly dispatcher: Dispatcher;
  readonly prover: TokenProver;
  /** Of the user's token, once it is proven. */
  caller: Caller | undefined;
  /** What the exchange yielded. */
  graphToken: GraphToken | undefined;

  private constructor(
    readonly config: AppConfig,
    readonly clock: Clock,
    readonly log: Log,
    readonly outbound: Outbound,
    readonly credential: ClientCredential,
    readonly userToken: string | undefined,
  ) {
    this.dispatcher = outbound.agent({ headersTimeout: config.limits.identityTimeoutMs, connections: 2 });
    this.prover = new TokenProver(config, clock, log, outbound);
  }

  /** Reads the settings and the files they name, as the API's start does. Throws ConfigurationError. */
  static async open(
    environment: Readonly<Record<string, string | undefined>>,
    { clock = new SystemClock(), limits, userToken }: ConsultationOptions,
  ): Promise<Consultation> {
    const loaded = loadConfig(environment);
    const config = { ...loaded, limits: { ...loaded.limits, ...limits } };
    // The steps say what is the case; the rooms they ask need not tell it a second time.
    const log = new Log('fatal', { write: () => undefined });
    const outbound = configuredOutbound(config);
    try {
      const credential = await openCredential({ config, clock, log, outbound });
      return new Consultation(config, clock, log, outbound, credential, userToken);
    } catch (error) {
      await outbound.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.prover.close();
    await this.outbound.close();
  }
}
