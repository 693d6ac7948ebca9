import type { User } from '../../directory/types.js';
import type { PlayedAuthority } from '../../played-authorities.js';
import { issueTime, pairwiseSubject } from '../claims-of-tokens.js';
import type { Provider } from '../provider.js';
import { overridden } from '../token-issuer.js';
import { B2C_POLICIES, findPolicy } from './policies.js';

/** Of every token, unless a policy says otherwise. */
export const B2C_TOKEN_LIFETIME_SECONDS = 3600;

/** A B2C tenant's issuer, the same for all of its policies. */
export function b2cIssuer({ issuer, tenantId = '' }: PlayedAuthority): string {
  return `${issuer}/${tenantId}/v2.0/`;
}

/**
 * An access token for the `api` application as a B2C user flow issues it: `tfp`, neither `tid` nor `oid`, version 1.0
 * (https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview#claims). Members given override those of
 * claims and header, null deletes.
 */
export function mintB2cToken(
  { cloud, issuer }: Pick<Provider, 'cloud' | 'issuer'>,
  authority: PlayedAuthority,
  wish: {
    user: User;
    policy?: string;
    claims?: Readonly<Record<string, unknown>>;
    header?: Readonly<Record<string, unknown>>;
  },
): string {
  const api = cloud.directory.named('api');
  const issuedAt = issueTime(cloud, wish.user);
  const claims = {
    aud: api.clientId,
    iss: b2cIssuer(authority),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + B2C_TOKEN_LIFETIME_SECONDS,
    sub: pairwiseSubject(wish.user.id, api.clientId),
    name: wish.user.displayName,
    tfp: findPolicy(wish.policy ?? '') ?? B2C_POLICIES[0],
    scp: api.exposedScopes.join(' '),
    azp: cloud.directory.named('cli').clientId,
    ver: '1.0',
  };
  return issuer.signed(overridden(claims, wish.claims ?? {}), authority.tenantId ?? '', {
    x5t: null,
    ...wish.header,
  });
}
