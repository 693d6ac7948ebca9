import { ConfidentialClientApplication } from '@azure/msal-node';
import { Inject, Injectable } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Log } from '../common/log.js';
import { FetchJsonError } from '../common/outbound/fetch-json.js';
import { Outbound } from '../common/outbound/outbound.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { exchangeProblem } from './exchange-error.js';
import type { GraphToken } from './graph-token.js';
import { identityBadResponse, identityUnavailable } from './obo.errors.js';
import { TokenEndpoint } from './token-endpoint.js';

/** Success is this and nothing less: MSAL calls an empty token one. RFC 6749 section 5.1. */
const tokenAnswer = z.object({
  token_type: z.string().regex(/^bearer$/i),
  access_token: z.string().regex(/^[\w.~+/-]+=*$/),
  scope: z.string().default(''),
  expires_in: z.coerce.number().catch(0),
});

/**
 * The on-behalf-of exchange (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow) through
 * MSAL Node, at the caller's own tenant. Each exchange has an MSAL client of its own: MSAL's cache, its throttling of
 * everybody after one user's 429 and its joint state stay out of the way, at 0.15 ms per exchange.
 */
@Injectable()
export class Exchange {
  private readonly dispatcher: Dispatcher;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    outbound: Outbound,
  ) {
    this.dispatcher = outbound.agent({ headersTimeout: config.limits.identityTimeoutMs, connections: 64 });
  }

  /** A Graph token for this caller. Throws Problem only. */
  async run(caller: Caller, scopes: readonly string[]): Promise<GraphToken> {
    const endpoint = new TokenEndpoint(this.dispatcher, this.config.limits.identityTimeoutMs);
    const startedAt = this.clock.now();
    const failure = await this.client(caller.tenantId, endpoint)
      .acquireTokenOnBehalfOf({ oboAssertion: caller.assertion, scopes: [...scopes], skipCache: true })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    const { response } = endpoint;
    if (response === undefined) throw this.refused(unanswered(endpoint.failure, failure));
    if (response.status !== 200) {
      const authorizationUri = `${this.config.identity.browserAuthorityHost}/${caller.tenantId}/oauth2/v2.0/authorize`;
      throw this.refused(exchangeProblem(response, authorizationUri, failure));
    }
    const answer = tokenAnswer.safeParse(response.body);
    if (!answer.success) throw this.refused(identityBadResponse(answer.error));
    const scopeNames = answer.data.scope
      .split(' ')
      .filter((scope) => scope !== '')
      .map(shortScope);
    return {
      accessToken: answer.data.access_token,
      scopes: new Set(scopeNames.map((scope) => scope.toLowerCase())),
      scopeNames,
      expiresAt: startedAt + answer.data.expires_in * 1000,
    };
  }

  private refused(problem: Problem): Problem {
    const { cause, code } =
      problem.options.cause instanceof Error
        ? { cause: problem.options.cause, code: problem.code }
        : { cause: undefined, code: problem.code };
    const aadsts =
      cause !== undefined && 'aadsts' in cause && Array.isArray(cause.aadsts) ? cause.aadsts.join(' ') : undefined;
    if (code === 'misconfigured') this.log.error('exchange_misconfigured', { code, aadsts });
    else this.log.info('exchange_refused', { code, aadsts });
    return problem;
  }

  private client(tenantId: string, networkClient: TokenEndpoint): ConfidentialClientApplication {
    const { authorityHost, clientId, clientSecret } = this.config.identity;
    const authority = `${authorityHost}/${tenantId}`;
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority,
        knownAuthorities: [new URL(authorityHost).host],
        // Known without asking, so that an exchange is one request.
        authorityMetadata: JSON.stringify({
          issuer: `${authority}/v2.0`,
          authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
          token_endpoint: `${authority}/oauth2/v2.0/token`,
          jwks_uri: `${authority}/discovery/v2.0/keys`,
        }),
        // https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities
        clientCapabilities: ['cp1'],
      },
      system: { networkClient },
    });
  }
}

/** Why there is no answer: too long a one makes no sense, no request at all is a fault of ours, the rest is an outage. */
function unanswered(cause: unknown, engineFailure: unknown): Problem {
  if (cause === undefined) return new Problem('internal_error', { cause: engineFailure });
  return cause instanceof FetchJsonError && cause.kind === 'bad_response'
    ? identityBadResponse(cause)
    : identityUnavailable(undefined, cause);
}

/** `https://graph.microsoft.com/Mail.Read` and `Mail.Read` name one scope. */
export function shortScope(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}
