/** A Graph token that belongs to one caller. Opaque: never decoded. */
export interface GraphToken {
  readonly accessToken: string;
  /** Granted scopes, short form in lower case. */
  readonly scopes: ReadonlySet<string>;
  /** The same as Entra spelled them. */
  readonly scopeNames: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Where a token came from this time. */
export type TokenSource = 'memory' | 'redis' | 'entra';

export interface HeldToken {
  readonly token: GraphToken;
  readonly source: TokenSource;
}
