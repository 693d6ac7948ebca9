/** A user whose token was proven: a plain value that later rooms take over without looking at the token again. */
export interface Caller {
  /** The token's tenant, a GUID; the exchange goes there. */
  readonly tenantId: string;
  /** Object id of the user in that tenant. */
  readonly userId: string;
  /** Client id of the calling application. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The raw token: leaves this process to Entra only. */
  readonly assertion: string;
  /** SHA-256 of the assertion's signed part, base64url: names the assertion where a cache needs a name. */
  readonly assertionDigest: string;
}
