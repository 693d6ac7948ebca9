import { compactVerify, createLocalJWKSet, decodeJwt, errors } from 'jose';
import { z } from 'zod';
import { numericDate } from '../../../common/clock.js';
import type { Application } from '../../directory/types.js';
import { EntraError } from '../entra-error.js';
import type { Provider } from '../provider.js';
import type { TrustedWorkload } from './trusted-workloads.js';
import { trustedWorkloads } from './trusted-workloads.js';
import { TOKEN_EXCHANGE_IDENTIFIERS } from '../resource.js';

/** Entra's own allowance for clocks that differ. */
const SKEW_SECONDS = 300;

const claims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.tuple([z.string()]).transform(([audience]) => audience)]),
  exp: z.number(),
  nbf: z.number().optional(),
});
type Claims = z.infer<typeof claims>;

/**
 * Proves a client by the token of a workload it trusts (workload identity federation): AADSTS70025 for a client that
 * trusts none, 700211, 700213, 700212 for an issuer, subject or audience that is in none of its federated credentials,
 * 70021 where each is in one but not all in the same, 700027 for a wrong signature, 700024 out of its time.
 */
export async function checkFederatedAssertion(provider: Provider, client: Application, raw: string): Promise<void> {
  const said = unproven(raw);
  const trusted = matching(trustedWorkloads(provider.cloud, client), said, client);
  await (trusted.keys === undefined ? proveOwn(provider, raw) : proveForeign(provider, raw, said, trusted.keys));
}

function unproven(raw: string): Claims {
  try {
    return claims.parse(decodeJwt(raw));
  } catch (error) {
    throw new EntraError(50027, {}, { cause: error });
  }
}

function matching(trusted: readonly TrustedWorkload[], said: Claims, client: Application): TrustedWorkload {
  if (trusted.length === 0) throw new EntraError(70025, { client: client.clientId, name: client.displayName });
  const { iss: issuer, sub: subject, aud: audience } = said;
  const byIssuer = (each: TrustedWorkload): boolean => each.issuer === issuer;
  const bySubject = (each: TrustedWorkload): boolean => each.subject === subject;
  const byAudience = (each: TrustedWorkload): boolean => sameAudience(each.audience, audience);
  if (!trusted.some(byIssuer)) throw new EntraError(700211, { issuer });
  if (!trusted.some(bySubject)) throw new EntraError(700213, { subject });
  if (!trusted.some(byAudience)) throw new EntraError(700212, { audience });
  const found = trusted.find((each) => byIssuer(each) && bySubject(each) && byAudience(each));
  if (found === undefined) throw new EntraError(70021, { issuer, subject, audience });
  return found;
}

/** The token exchange is one resource under two identifiers; tokens of this cloud name it by its GUID. */
function sameAudience(registered: string, named: string): boolean {
  return registered === named || (isExchange(registered) && isExchange(named));
}

function isExchange(audience: string): boolean {
  return TOKEN_EXCHANGE_IDENTIFIERS.includes(audience.toLowerCase());
}

async function proveOwn({ proof }: Provider, raw: string): Promise<void> {
  const proven = await proof.prove(raw);
  if (proven === 'expired') throw new EntraError(700024);
  if (proven === 'malformed') throw new EntraError(50027);
  if (typeof proven === 'string') throw new EntraError(700027, { reason: 'The key was not found.' });
}

async function proveForeign(
  { cloud }: Provider,
  raw: string,
  { exp, nbf = 0 }: Claims,
  keys: NonNullable<TrustedWorkload['keys']>,
): Promise<void> {
  try {
    await compactVerify(raw, createLocalJWKSet(keys), { algorithms: ['RS256'] });
  } catch (cause) {
    const reason =
      cause instanceof errors.JWKSNoMatchingKey
        ? 'The key was not found.'
        : 'The provided signature value did not match the expected one';
    throw new EntraError(700027, { reason }, { cause });
  }
  const now = numericDate(cloud.clock);
  if (exp <= now - SKEW_SECONDS || nbf > now + SKEW_SECONDS) throw new EntraError(700024);
}
