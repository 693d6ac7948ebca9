import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Tenant, User } from '../directory/types.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import { EntraError } from './entra-error.js';
import type { Resource } from './resource.js';

/** How strongly a sign-in proved the user: `amr` and `acrs` of the tokens that come of it. */
export interface AuthenticationStrength {
  readonly amr: readonly string[];
  readonly acrs: readonly string[];
}

const oneOrMore = z.object({ value: z.string().optional(), values: z.array(z.string()).optional() }).nullable();
const claimsRequest = z.object({
  access_token: z.object({ capolids: oneOrMore.optional(), acrs: oneOrMore.optional() }).nullable().optional(),
});

/** The id of the tenant's one Conditional Access policy: MFA for Microsoft Graph. */
export function policyId(tenantId: string): string {
  const hex = createHash('sha256').update(`conditional access ${tenantId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Whether a sign-in of this strength may have a token for this resource. */
export function satisfiesPolicy(user: User, resource: Resource, strength: AuthenticationStrength): boolean {
  return !user.mfa || resource.clientId !== GRAPH_APP_ID || isMultiFactor(strength);
}

/** Refuses with AADSTS50076 and the claims to sign in again with, where the policy is not satisfied. */
export function enforcePolicy(user: User, resource: Resource, strength: AuthenticationStrength): void {
  if (satisfiesPolicy(user, resource, strength)) return;
  throw new EntraError(50076, { resource: resource.clientId }, { claims: policyClaims(user.tenantId) });
}

/** The claims request that leads to a sign-in the policy accepts. */
export function policyClaims(tenantId: Tenant['id']): string {
  return JSON.stringify({ access_token: { capolids: { essential: true, values: [policyId(tenantId)] } } });
}

/** Whether a sign-in proved more than a password. */
export function isMultiFactor({ amr, acrs }: AuthenticationStrength): boolean {
  return amr.includes('mfa') || acrs.length > 0;
}

/**
 * What a `claims` parameter asks beyond a password: authentication contexts (`acrs`) or policies (`capolids`), both
 * met by MFA here. AADSTS90023 when it is no claims request.
 */
export function readStepUp(claims: string | undefined): { mfa: boolean; acrs: readonly string[] } {
  if (claims === undefined || claims === '') return { mfa: false, acrs: [] };
  const parsed = claimsRequest.safeParse(parseJson(claims));
  if (!parsed.success) throw new EntraError(90023, { parameter: 'claims', value: claims });
  const { acrs, capolids } = parsed.data.access_token ?? {};
  const contexts = [...(acrs?.values ?? []), ...(acrs?.value === undefined ? [] : [acrs.value])];
  const policies = [...(capolids?.values ?? []), ...(capolids?.value === undefined ? [] : [capolids.value])];
  return { mfa: contexts.length + policies.length > 0, acrs: contexts };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EntraError(90023, { parameter: 'claims', value: text }, { cause: error });
  }
}
