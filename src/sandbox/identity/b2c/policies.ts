/** The user flows of every B2C tenant here: same users, same applications; one asks for less than the other. */
export const B2C_POLICIES: readonly string[] = ['B2C_1_sign_in', 'B2C_1_sign_in_without_mfa'];

/** A policy in its own spelling, by its name in any case. */
export function findPolicy(name: string): string | undefined {
  return B2C_POLICIES.find((policy) => policy.toLowerCase() === name.toLowerCase());
}
