import type { Partition } from '../obo/partition.js';

/** A sealed record and its place. */
export interface StoredHandle {
  readonly name: string;
  readonly sealed: Buffer;
}

/** How adding went: `superseded` when the user's handles were ended meanwhile, `full` when there are too many. */
export type Added = 'added' | 'superseded' | 'full';

/** Handles of one user at a time. */
export const MAX_OF_USER = 50;

/** Where sealed handle records lie, each with an end. Every method throws `session_unavailable` where it cannot be asked. */
export abstract class HandleStore {
  /** Changes whenever all handles of a user are ended; what was begun under an older one is not added. */
  abstract generation(partition: Partition): Promise<string>;
  /** `until` in milliseconds since the epoch. */
  abstract add(handle: StoredHandle, partition: Partition, until: number, generation: string): Promise<Added>;
  abstract read(name: string): Promise<Buffer | undefined>;
  /** Puts another value in the place of exactly this one, with the same end; false where that is not there any more. */
  abstract replace(before: StoredHandle, sealed: Buffer): Promise<boolean>;
  /** Removes what lies there, or only exactly `value`; false where that is not there any more. */
  abstract remove(name: string, partition: Partition, value?: Buffer): Promise<boolean>;
  abstract list(partition: Partition): Promise<readonly StoredHandle[]>;
  abstract removeAll(partition: Partition): Promise<void>;
}
