import type { AppConfig } from '../config/app-config.js';
import { insufficientClaims } from '../obo/obo.errors.js';
import type { TokenHolder } from '../obo/token-holder.js';

/** Longest claims request passed on, in characters of JSON. */
const MAX_LENGTH = 4096;

/**
 * The claims request in Graph's `WWW-Authenticate` (continuous access evaluation), as JSON text; undefined where there
 * is none or it makes no sense. Graph sends values with and without quotes, and base64 with its padding.
 */
export function claimsOfGraphChallenge(challenge: string | undefined): string | undefined {
  const encoded = /\bclaims="?([\w+/-]+=*)/.exec(challenge ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const text = JSON.stringify(value);
    return text.length <= MAX_LENGTH ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A claims challenge of Graph's is for the caller to satisfy
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge). Where one of these is one, the tokens held are
 * forgotten and `insufficient_claims` is thrown.
 */
export async function expectNoClaims(
  challenges: readonly (string | undefined)[],
  holder: TokenHolder,
  { identity }: Pick<AppConfig, 'identity'>,
): Promise<void> {
  const claims = challenges.map((challenge) => claimsOfGraphChallenge(challenge)).find((each) => each !== undefined);
  if (claims === undefined) return;
  // Here it is forgotten at once; a shared store that does not answer must not hide the challenge.
  await holder.forget().catch(() => undefined);
  throw insufficientClaims(
    claims,
    `${identity.browserAuthorityHost}/${holder.user.tenantId}/oauth2/v2.0/authorize`,
    undefined,
  );
}
