/** A sealed record and its place. */
export interface StoredSession {
  readonly name: string;
  readonly sealed: Buffer;
}

/** How long something is kept, in milliseconds since the epoch. */
export interface SessionEnds {
  /** Unless it is used. */
  readonly idle: number;
  /** Whatever happens. */
  readonly absolute: number;
}

/** Sessions of one user at once: more browsers than anybody has, and no room for who signs in without end. */
export const MAX_LISTED = 100;

/** Where sealed sessions lie, each with an end. Every method throws `session_unavailable` where it cannot be asked. */
export abstract class SessionStore {
  /**
   * Adds one, findable by its name and in every list that is named. Where a list has more than `MAX_LISTED` by that, its
   * oldest end. Answers how many did.
   */
  abstract add(session: StoredSession, lists: readonly string[], ends: SessionEnds): Promise<number>;
  abstract read(name: string): Promise<Buffer | undefined>;
  /** Puts another value in the place of exactly this one; false where that is not there any more. */
  abstract replace(before: StoredSession, sealed: Buffer, until: number): Promise<boolean>;
  /** Removes what lies there, or only exactly `value`; false where that is not there any more. */
  abstract remove(name: string, value?: Buffer): Promise<boolean>;
  abstract listed(list: string): Promise<readonly StoredSession[]>;
  /** Whether this is the first to take a name, which nobody else can take until then (milliseconds since the epoch). */
  abstract takeOnce(name: string, until: number): Promise<boolean>;
}
