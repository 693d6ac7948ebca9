import { aadstsOutcome } from '../aadsts.js';
import { EntraRefusal } from '../exchange-error.js';

/**
 * What Entra says of a client that did not prove itself: secret wrong (7000215) or expired (7000222), assertion expired
 * (700024), key unknown or signature wrong (700027), certificate out of its time or of another name (1000502, 700030),
 * other audience or client (700021, 700023), federated credential not matching (70021, 70025, 700211, 700212, 700213),
 * nothing presented (7000218).
 */
const CREDENTIAL_REFUSALS: ReadonlySet<number> = new Set([
  50012, 70021, 70025, 700021, 700023, 700024, 700027, 700030, 700211, 700212, 700213, 1000502, 7000215, 7000216,
  7000218, 7000222,
]);

/** Whether a failed exchange failed for our own credential: never the caller's affair. */
export function refusesCredential(failure: unknown): boolean {
  const refusal = failure instanceof Error ? failure.cause : undefined;
  if (!(refusal instanceof EntraRefusal)) return false;
  if (refusal.aadsts.some((number) => CREDENTIAL_REFUSALS.has(number))) return true;
  // A number nobody has listed yet: OAuth's own word for it (RFC 6749 section 5.2).
  return refusal.oauthError === 'invalid_client' && aadstsOutcome(refusal.aadsts, true) === undefined;
}
