/** Of an organization, Microsoft's own consumer account, or of Azure AD B2C. */
export type AccountType = 'work' | 'personal' | 'b2c';

/** Room for what is found once per proven token and wanted at each use of it; says nothing of who the caller is. */
export interface CallerMemo {
  /** Where the caller's Graph token lies; of the room that holds it. */
  place?: object;
  /** The scopes it was asked for with. */
  placeScopes?: readonly string[];
  /** What `nameOf` answers. */
  name?: string;
}

/** A user whose token was proven: a plain value that later rooms take over without looking at the token again. */
export interface Caller {
  /** The token's tenant, a GUID; the exchange goes there. */
  readonly tenantId: string;
  /** Object id of the user in that tenant. */
  readonly userId: string;
  readonly accountType: AccountType;
  /** Client id of the calling application. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** The raw token: leaves this process to Entra only. */
  readonly assertion: string;
  /** SHA-256 of the assertion's signed part, base64url: names the assertion where a cache needs a name. */
  readonly assertionDigest: string;
  /** The same one at each use of the token, for as long as its proof is remembered. */
  readonly memo?: CallerMemo;
}

/** An application whose own token was proven: there is no user, nothing is exchanged for it. */
export interface ApplicationCaller {
  readonly tenantId: string;
  /** Object id of its service principal in that tenant. */
  readonly servicePrincipalId: string;
  readonly clientId: string;
  readonly roles: readonly string[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Whose token it was. */
export type Principal = Caller | ApplicationCaller;

/** Tells an application's own token from a user's. */
export function isApplication(
  principal: ApplicationCaller | Omit<Caller, 'assertion'>,
): principal is ApplicationCaller {
  return 'servicePrincipalId' in principal;
}

/** Names a user within this process. */
export function nameOf({ tenantId, userId, memo }: Pick<Caller, 'tenantId' | 'userId' | 'memo'>): string {
  if (memo === undefined) return `${tenantId} ${userId}`;
  // The same string each time: maps know the place of one that they have seen.
  return (memo.name ??= `${tenantId} ${userId}`);
}
