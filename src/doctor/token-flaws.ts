import { z } from 'zod';
import type { TokenFlaw } from '../auth/auth.errors.js';
import { InvalidToken } from '../auth/auth.errors.js';
import { decodedObject } from '../auth/jose-header.js';
import type { Problem } from '../common/problem/problem.js';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import type { AppConfig } from '../config/app-config.js';
import { v2Issuer } from '../config/clouds.js';
import type { Finding } from './check.js';
import { fail } from './check.js';
import { outage } from './outage.js';

const TENANT = 'AZURE_TENANT_ID and AZURE_AUTHORITY_HOST must be those the front end signs in at.';

/** What to change where a token is refused for a flaw; for the rest a new token is the remedy. */
const BY_FLAW: Readonly<Partial<Record<TokenFlaw, string>>> = {
  audience:
    'The front end asks for a scope of another resource, or API_AUDIENCES lacks what this registration’s tokens are for.',
  issuer: TENANT,
  tenant: TENANT,
  key_issuer: TENANT,
  unknown_key: TENANT,
  policy: 'AZURE_B2C_POLICY must be the policy the front end signs in with.',
  not_an_access_token: 'Take the access token, not the ID token, of a sign-in that asks for this API’s scope.',
  times: 'Take a fresh token; if a fresh one is refused too, this machine’s clock is off.',
  lifetime: 'Take a token of Entra’s; none of its own lives longer than 28 h.',
};

const BY_CODE: Readonly<Partial<Record<ProblemCode, string>>> = {
  insufficient_scope:
    'The front end must ask for the scope; App registrations > this API > Expose an API must have it; API_SCOPE must be its name.',
  tenant_not_allowed: 'Add the token’s tenant to ALLOWED_TENANTS if its accounts may call.',
  client_not_allowed: 'Add the front end’s client id to ALLOWED_CLIENTS if it may call.',
  guest_not_allowed:
    'ALLOW_GUESTS=off wants the optional claim acct: App registrations > this API > Token configuration. Guests stay out.',
};

/** What a token says of itself, for display and for guessing. */
const claims = z.object({ aud: z.string(), iss: z.string(), tid: z.string(), ver: z.string() });

/** The claims of a token nobody has proven; undefined where it has not those of Entra's tokens. */
export function saidOf(token: string): z.infer<typeof claims> | undefined {
  try {
    return claims.safeParse(decodedObject(token.split('.')[1] ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Why a token was not taken, as the API's guard decided. */
export function notTaken(problem: Problem, token: string, config: AppConfig): Finding {
  if (problem.code === 'identity_unavailable') return outage(problem.options.cause, 'AZURE_AUTHORITY_HOST');
  if (problem instanceof InvalidToken) {
    const flaw = likelyFlaw(problem.flaw, token, config);
    const remedy = BY_FLAW[flaw] ?? 'Take a fresh access token from the front end, whole and unchanged.';
    return fail(`${problem.status} ${problem.code}: ${flaw.replaceAll('_', ' ')}`, remedy);
  }
  return fail(`${problem.status} ${problem.code}`, BY_CODE[problem.code] ?? 'Use a token of a user for this API.');
}

/** The library that checks signatures looks at issuer and audience as well, and gives the same reason for all three. */
function likelyFlaw(flaw: TokenFlaw, token: string, { api, identity }: AppConfig): TokenFlaw {
  const said = flaw === 'signature' ? saidOf(token) : undefined;
  if (said === undefined) return flaw;
  if (!api.audiences.includes(said.aud)) return 'audience';
  return said.ver === '2.0' && said.iss !== v2Issuer(identity, said.tid) ? 'issuer' : flaw;
}
