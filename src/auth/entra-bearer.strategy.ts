import { Inject, Injectable, Optional } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import passport from 'passport';
import BearerStrategy from 'passport-azure-ad/lib/bearerstrategy.js';
import type { Principal } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { withTenant } from '../config/clouds.js';
import { InvalidToken, malformedCredentials, missingToken, refusalOf } from './auth.errors.js';
import { bearerToken, carriesTokenInQuery, presentedToken } from './authorization-header.js';
import { principalOf } from './claims-policy.js';
import type { CredentialSource } from './credential-source.js';
import { CREDENTIAL_SOURCE } from './credential-source.js';
import type { UnprovenToken } from './jose-header.js';
import { unprovenToken } from './jose-header.js';
import { ProvenTokens, tokenDigest } from './proven-tokens.js';
import type { KnownKey } from './signing-keys.js';
import { SigningKeys } from './signing-keys.js';

/** Larger than any time difference: the library's own look at the machine's clock decides nothing. */
const NEVER_BY_THE_LIBRARY = 2 ** 40;

/**
 * passport-azure-ad's bearer strategy checks the signature; what surrounds it is ours: where the token comes from, what
 * its header may say, which keys there are, and what must hold of the claims, times included. Ends in `success(Principal)`,
 * `fail(Problem)` for the caller's mistakes or `error(Problem)` for outages.
 */
@Injectable()
export class EntraBearerStrategy extends BearerStrategy implements OnApplicationShutdown {
  /** passport keeps strategies by name in one list for the whole process; this one belongs to one application. */
  override readonly name = `entra-bearer-${randomUUID()}`;
  /** Set on the copy that passport makes of this object for each request, and only there. */
  private proof: { readonly token: string; readonly said: UnprovenToken; readonly key: KnownKey } | undefined;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly keys: SigningKeys,
    private readonly proven: ProvenTokens,
    @Optional() @Inject(CREDENTIAL_SOURCE) private readonly source?: CredentialSource,
  ) {
    super(
      {
        // Must look like one, and is never fetched: `loadMetadata` is ours.
        identityMetadata: `${config.identity.authorityHost}/.well-known/openid-configuration`,
        clientID: config.identity.clientId,
        audience: config.api.audiences,
        validateIssuer: true,
        ignoreExpiration: true,
        clockSkew: NEVER_BY_THE_LIBRARY,
        allowMultiAudiencesInToken: false,
        passReqToCallback: true,
        loggingNoPII: true,
        loggingLevel: 'fatal',
      },
      function afterSignature(this: EntraBearerStrategy, _request: never, payload: unknown, done): void {
        try {
          done(null, this.principalOf(payload));
        } catch (error) {
          // A bug is never a 401: only what the policy says is the caller's mistake.
          if (error instanceof Problem) this.fail(error);
          else done(error);
        }
      },
    );
    keys.onChange(() => proven.forgetAll());
    passport.use(this.name, this);
  }

  /** Not earlier: while connections drain, callers are still proven. */
  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }

  /** Whose token a request carries, where that was proven a short while ago: what most requests need, and all of it. */
  known(request: IncomingMessage): Principal | undefined {
    const token = presentedToken(request);
    return token === undefined ? undefined : this.proven.get(token);
  }

  /** Of a request that is not `known`. */
  override authenticate(request: object): void {
    let token: string;
    try {
      if (!('raw' in request) || !(request.raw instanceof IncomingMessage))
        throw new TypeError('not a Fastify request');
      if (this.source !== undefined && request.raw.headers.authorization === undefined) {
        void this.admitHeld(this.source, request.raw);
        return;
      }
      token = bearerToken(request.raw);
    } catch (error) {
      this.refuse(error);
      return;
    }
    void this.prove(token);
  }

  /** Whose token a request carries, outside of a guard. Rejects with Problem. */
  async identify(request: IncomingMessage): Promise<Principal> {
    return this.known(request) ?? this.attempt((attempt) => attempt.authenticate({ raw: request }));
  }

  /** Whose token this is, which no request has carried. Rejects with Problem. */
  principalOfToken(token: string): Promise<Principal> {
    return this.attempt((attempt) => attempt.admit(token));
  }

  override loadMetadata(_parameters: unknown, next: Parameters<BearerStrategy['loadMetadata']>[1]): void {
    if (this.proof === undefined) {
      next(new Error('no key was looked up for this request'));
      return;
    }
    const { key, said } = this.proof;
    const issuer = withTenant(key.metadata.issuer, said.tenantId);
    next(null, { oidc: { issuer, algorithms: ['RS256'] }, generateOidcPEM: () => key.key });
  }

  /** What passport does for each request. */
  private attempt(begin: (attempt: EntraBearerStrategy) => void): Promise<Principal> {
    return new Promise((success, error) => {
      const fail = (reason: unknown): void => error(refusalOf(reason));
      begin(Object.assign(Object.create(this), { success, fail, error }));
    });
  }

  private admit(token: string): void {
    const proven = this.proven.get(token);
    if (proven === undefined) void this.prove(token);
    else this.success(proven);
  }

  /** What is held here for the request stands for an Authorization header, and goes the way of any. */
  private async admitHeld(source: CredentialSource, request: IncomingMessage): Promise<void> {
    try {
      const token = await source.tokenFor(request);
      if (token === undefined) throw missingToken();
      if (carriesTokenInQuery(request.url ?? '')) throw malformedCredentials();
      this.admit(token);
    } catch (error) {
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    if (error instanceof Problem) this.fail(error);
    else this.error(error);
  }

  private async prove(token: string): Promise<void> {
    try {
      const said = unprovenToken(token);
      const key = this.keys.get(said.kid, said.version) ?? (await this.keys.find(said.kid, said.version));
      if (key === undefined) throw new InvalidToken('unknown_key');
      this.proof = { token, said, key };
      // The library also reads query, body and other forms of the header: it is shown one header and nothing else.
      super.authenticate({ headers: { authorization: `Bearer ${token}` } });
    } catch (error) {
      if (error instanceof InvalidToken) this.fail(error);
      else this.error(error);
    }
  }

  private principalOf(payload: unknown): Principal {
    if (this.proof === undefined) throw new InvalidToken('signature');
    const { token, key } = this.proof;
    const signedPart = token.slice(0, token.lastIndexOf('.'));
    const principal = principalOf(
      payload,
      { raw: token, digest: tokenDigest(signedPart) },
      { key, config: this.config, clock: this.clock },
    );
    return this.proven.remember(token, principal);
  }
}
