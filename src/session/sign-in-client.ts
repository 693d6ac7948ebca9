import type { AppConfig, SessionConfig } from '../config/app-config.js';
import type { Clock } from '../common/clock.js';
import type { IdentityStanding } from '../common/identity-standing.js';
import type { Log } from '../common/log.js';
import type { Meters } from '../common/meters/meters.js';
import type { Outbound } from '../common/outbound/outbound.js';
import { OwnCredential } from '../obo/credential/own-credential.js';
import { SecretCredential } from '../obo/credential/secret-credential.js';
import { Exchange } from '../obo/exchange.js';

/** The registration that signs browsers in, and its way to the token endpoint. */
export class SignInClient {
  constructor(
    readonly clientId: string,
    /** A token for this API, and nothing else. */
    readonly scope: string,
    readonly exchange: Exchange,
    /** What proves it, where that is not what proves the API. */
    readonly ownCredential: OwnCredential | undefined,
  ) {}
}

export interface SignInClientParts {
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly standing: IdentityStanding;
  readonly outbound: Outbound;
  readonly meters: Meters;
  /** Of the API's own registration. */
  readonly exchange: Exchange;
}

/** The API's own registration with whatever proves it, or the one beside it with its secret. */
export function signInClient(session: SessionConfig, parts: SignInClientParts): SignInClient {
  const { clientId, clientSecret, scope } = session;
  if (clientSecret === undefined) return new SignInClient(clientId, scope, parts.exchange, undefined);
  const { config, clock, log, standing, outbound, meters } = parts;
  const credential = new OwnCredential(new SecretCredential(clientSecret), clock, log, config.limits.credentialCheckMs);
  const asClient = { ...config, identity: { ...config.identity, clientId } };
  const exchange = new Exchange(asClient, clock, log, credential, standing, outbound, meters);
  return new SignInClient(clientId, scope, exchange, credential);
}
