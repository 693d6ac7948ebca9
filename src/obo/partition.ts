import type { Caller } from '../common/caller.js';
import type { KeyRing } from '../common/sealing/key-ring.js';

/**
 * The name of everything held for one user: HMAC over tenant and object id, so that whoever reads a shared store learns
 * neither. One name for each key of the ring, the newest first: after a rotation replicas still mean the same user.
 */
export type Partition = readonly [string, ...string[]];

/** Names partitions. */
export class Partitions {
  constructor(private readonly keys: KeyRing) {}

  of({ tenantId, userId }: Pick<Caller, 'tenantId' | 'userId'>): Partition {
    return this.keys.names('partition', [tenantId, userId]);
  }
}
