/** What an error number of Entra's means for the caller of this API. */
export type AadstsOutcome =
  | 'session_ended'
  | 'client_not_allowed'
  | 'access_blocked'
  | 'consent_missing'
  | 'admin_consent_missing'
  | 'unavailable'
  | 'misconfigured'
  | 'interaction';

/**
 * Entra's error numbers by what they mean here: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
 * Numbers decide, not texts; where claims come along they win over `access_blocked`.
 */
const OUTCOMES: readonly (readonly [AadstsOutcome, readonly number[]])[] = [
  // The assertion has run out, or the session behind it was revoked.
  ['session_ended', [50132, 50133, 50173, 70008, 70043, 500133, 700082]],
  // Blocked, and signing in again would not help.
  [
    'access_blocked',
    [50005, 50020, 50034, 50053, 50055, 50057, 50105, 50126, 53000, 53001, 53002, 53003, 53004, 530032, 530035],
  ],
  ['consent_missing', [65001, 65004]],
  ['admin_consent_missing', [90094, 90095]],
  ['unavailable', [50033, 90006, 90012, 90024, 90033, 90055]],
  // Multi-factor, device, fresh sign-in: Entra sends claims that say which.
  ['interaction', [50072, 50074, 50076, 50079, 50131, 50158]],
  // Our registration, credential or request is wrong; the caller can do nothing.
  [
    'misconfigured',
    [
      50012, 50013, 70011, 70021, 70025, 90002, 90009, 90072, 135010, 500011, 500131, 650053, 700021, 700023, 700024,
      700027, 700030, 700211, 700212, 700213, 700222, 900144, 1000502, 7000114, 7000215, 7000216, 7000218, 7000222,
    ],
  ],
];

const BY_NUMBER: ReadonlyMap<number, AadstsOutcome> = new Map(
  OUTCOMES.flatMap(([outcome, numbers]) => numbers.map((number) => [number, outcome] as const)),
);

/** Our registration is unknown or switched off in a tenant: at home our fault, elsewhere that tenant's decision. */
const OF_THE_TENANT: ReadonlySet<number> = new Set([700016, 7000112]);

/** Every number that is known. */
export const KNOWN_AADSTS: readonly number[] = [...BY_NUMBER.keys(), ...OF_THE_TENANT];

/** The first number that is known decides; undefined where none is. `atHome`: the tenant of our own registration. */
export function aadstsOutcome(numbers: readonly number[], atHome: boolean): AadstsOutcome | undefined {
  for (const number of numbers) {
    if (OF_THE_TENANT.has(number)) return atHome ? 'misconfigured' : 'client_not_allowed';
    const outcome = BY_NUMBER.get(number);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}
