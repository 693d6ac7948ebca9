import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccessTokenClaims, Identity } from '../cloud.js';
import type { PlayedAuthority } from '../played-authorities.js';
import { mintB2cToken } from './b2c/mint-b2c-token.js';
import { registerB2c } from './b2c/b2c-endpoints.js';
import { AuthorizationCodes } from './authorize/authorization-codes.js';
import { DeviceCodes } from './device/device-codes.js';
import { Browsers } from './sign-in/browsers.js';
import { SignInFlows } from './sign-in/flows.js';
import { EntraError } from './entra-error.js';
import { registerEndpoints } from './endpoints.js';
import { mintApiToken } from './mint-api-token.js';
import type { Provider } from './provider.js';
import { RefreshTokens } from './refresh-tokens.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenProof } from './verify-token.js';

const tenantParameter = z.object({ tenant: z.string().optional() });

/** What the identity provider offers with them. */
export interface PlayedAuthorities extends Pick<Identity, 'verify' | 'mintApiToken'> {
  readonly providers: readonly Provider[];
}

type Played = PlayedAuthority & { readonly provider: Provider };

/**
 * Answers at the host names of the played authorities: the same directory and keys under issuers of their own, so that
 * a token of one is worth nothing at another. `app` is the identity provider's own scope; what is registered here
 * inherits its hooks.
 */
export function playAuthorities(app: FastifyInstance, own: Provider): PlayedAuthorities {
  const played = own.cloud.played.map((authority) => ({ ...authority, provider: providerOf(own, authority) }));
  for (const authority of played)
    void app.register(async (scope) => {
      onlyAt(scope, authority);
      if (authority.kind === 'b2c') registerB2c(scope, authority.provider, authority);
      else registerEndpoints(scope, authority.provider);
    });
  const sovereign = played.find(({ kind }) => kind === 'sovereign');
  const known = [own, ...played.filter(({ kind }) => kind === 'ciam').map(({ provider }) => provider)];
  return {
    providers: played.map(({ provider }) => provider),
    verify: async (raw, origin) => {
      if (sovereign !== undefined && origin !== undefined && belongsTo(sovereign, origin))
        return sovereign.provider.proof.verify(raw);
      return firstProof(known, raw);
    },
    mintApiToken: async ({ authority, ...wish }) => {
      const issuing = played.find((each) => authority !== undefined && belongsTo(each, authority));
      if (authority !== undefined && issuing === undefined) throw new TypeError('no such authority is played');
      if (issuing?.kind === 'b2c') return mintB2cToken(issuing.provider, issuing, wish);
      return mintApiToken(issuing?.provider ?? own, wish);
    },
  };
}

function providerOf(own: Provider, { issuer, kind, tenantId = 'all' }: PlayedAuthority): Provider {
  const cloud = { ...own.cloud, origins: own.cloud.origins.withIssuer(issuer) };
  const refreshTokens = new RefreshTokens(cloud.installation, cloud.clock, `refresh-tokens-${kind}-${tenantId}.json`);
  return {
    ...own,
    cloud,
    refreshTokens,
    issuer: new TokenIssuer(cloud, own.keys, refreshTokens),
    proof: new TokenProof(cloud, own.keys),
    codes: new AuthorizationCodes(cloud.clock),
    devices: new DeviceCodes(cloud.clock),
    browsers: new Browsers(cloud),
    flows: new SignInFlows(cloud.clock),
  };
}

/** Routes of this scope answer at the authority's hosts alone, and for its one tenant where it has one (AADSTS90002). */
function onlyAt(scope: FastifyInstance, { origins, tenantId, provider }: Played): void {
  const hosts = origins.map((origin) => new URL(origin).host.replaceAll('.', String.raw`\.`));
  const host = new RegExp(`^(?:${hosts.join('|')})$`, 'i');
  scope.addHook('onRoute', (route) => {
    route.constraints = { ...route.constraints, host };
  });
  scope.addHook('preHandler', async ({ params }) => {
    const { tenant } = tenantParameter.parse(params);
    if (tenantId === undefined || tenant === undefined) return;
    if (provider.cloud.directory.tenant(tenant)?.id !== tenantId) throw new EntraError(90002, { tenant });
  });
}

function belongsTo({ origins, graph }: PlayedAuthority, origin: string): boolean {
  return origins.includes(origin) || graph === origin;
}

async function firstProof(providers: readonly Provider[], raw: string): Promise<AccessTokenClaims | undefined> {
  for (const { proof } of providers) {
    const claims = await proof.verify(raw);
    if (claims !== undefined) return claims;
  }
  return undefined;
}
