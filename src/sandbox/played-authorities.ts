import type { Directory } from './directory/directory.js';

/** An authority beside the tenant's own that it plays under host names of their own, on its TLS port. */
export interface PlayedAuthority {
  readonly kind: 'ciam' | 'b2c' | 'sovereign';
  /** Where it answers as identity provider. */
  readonly origins: readonly string[];
  /** Where its Graph is, if it is a cloud of its own. */
  readonly graph?: string;
  /** Origin of its issuers; `{tenantid}` possible in it. */
  readonly issuer: string;
  /** The one tenant it serves; undefined for all. */
  readonly tenantId?: string;
}

/**
 * What the tenant plays: for each organization External ID (CIAM) at `https://<name>.ciamlogin.localhost`, with issuers
 * on `https://{tenantid}.ciamlogin.localhost`, and Azure AD B2C at `https://<name>.b2clogin.localhost`; a sovereign cloud
 * at `https://login.sovereign.localhost` with its Graph at `https://graph.sovereign.localhost`. Names below localhost are
 * the loopback address (RFC 6761 section 6.3); not every resolver knows.
 */
export function playedAuthorities(
  { tenants }: Pick<Directory, 'tenants'>,
  tlsPort: number,
): readonly PlayedAuthority[] {
  const at = (host: string): string => new URL(`https://${host}.localhost:${tlsPort}`).origin;
  const port = tlsPort === 443 ? '' : `:${tlsPort}`;
  const organizations = tenants.filter(({ personal }) => !personal);
  return [
    ...organizations.map(({ id, name }) => ({
      kind: 'ciam' as const,
      origins: [at(`${name}.ciamlogin`), at(`${id}.ciamlogin`)],
      issuer: `https://{tenantid}.ciamlogin.localhost${port}`,
      tenantId: id,
    })),
    ...organizations.map(({ id, name }) => ({
      kind: 'b2c' as const,
      origins: [at(`${name}.b2clogin`)],
      issuer: at(`${name}.b2clogin`),
      tenantId: id,
    })),
    {
      kind: 'sovereign',
      origins: [at('login.sovereign')],
      graph: at('graph.sovereign'),
      issuer: at('login.sovereign'),
    },
  ];
}

/** All addresses they answer at. */
export function originsOfPlayed(authorities: readonly PlayedAuthority[]): readonly string[] {
  return authorities.flatMap(({ origins, graph }) => [...origins, ...(graph === undefined ? [] : [graph])]);
}
