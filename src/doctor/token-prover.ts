import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { EntraBearerStrategy } from '../auth/entra-bearer.strategy.js';
import { ProvenTokens } from '../auth/proven-tokens.js';
import { SigningKeys } from '../auth/signing-keys.js';
import type { Principal } from '../common/caller.js';
import type { Clock } from '../common/clock.js';
import { IdentityStanding } from '../common/identity-standing.js';
import type { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import type { Outbound } from '../common/outbound/outbound.js';
import type { AppConfig } from '../config/app-config.js';

/** Proves tokens as the API's own guard does. */
export class TokenProver {
  private readonly keys: SigningKeys;
  private readonly strategy: EntraBearerStrategy;

  constructor(config: AppConfig, clock: Clock, log: Log, outbound: Outbound) {
    const meters = new Meters();
    this.keys = new SigningKeys(config, clock, log, outbound, new IdentityStanding(), meters);
    this.strategy = new EntraBearerStrategy(config, clock, this.keys, new ProvenTokens(clock, meters));
  }

  /** Whose token it is. Rejects with the Problem its bearer would get. */
  prove(token: string): Promise<Principal> {
    const request = new IncomingMessage(new Socket());
    const authorization = `Bearer ${token}`;
    request.headers.authorization = authorization;
    request.rawHeaders.push('Authorization', authorization);
    return this.strategy.identify(request);
  }

  close(): void {
    this.strategy.onApplicationShutdown();
    this.keys.onModuleDestroy();
  }
}
