import { Injectable } from '@nestjs/common';
import type { ApplicationCaller, Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem/problem.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import type { Sealer } from '../common/sealing/sealer.js';
import { Partitions } from '../obo/partition.js';
import type { HandleRecord } from './handle-record.js';
import { newHandle, readRecord, recordName, writeRecord } from './handle-record.js';
import type { StoredHandle } from './handle-store.js';
import { HandleStore } from './handle-store.js';
import { endedMeanwhile, tooManyHandles } from './handles.errors.js';

/** A handle in force: what it stands for, and where that lies. */
export interface OpenHandle extends HandleRecord {
  readonly stored: StoredHandle;
}

const HANDLE = /^[\w-]{43}$/;

/** Handles as they are made, used, listed and ended. All throw `session_unavailable` where the store does not answer. */
@Injectable()
export class Handles {
  private readonly sealer: Sealer;

  constructor(
    private readonly store: HandleStore,
    private readonly partitions: Partitions,
    private readonly clock: Clock,
    keys: KeyRing,
  ) {
    this.sealer = keys.sealer('handles');
  }

  /**
   * Makes a handle of what `terms` come to, unless the user ends all handles meanwhile. Answers the record and the handle,
   * which exists nowhere else. Throws `rate_limited` where the user has too many, and what `terms` throws.
   */
  async make(
    caller: Caller,
    terms: () => Promise<HandleRecord>,
  ): Promise<{ readonly handle: string; readonly record: HandleRecord }> {
    const partition = this.partitions.of(caller);
    const generation = await this.store.generation(partition);
    const record = await terms();
    const handle = newHandle();
    const name = recordName(handle);
    const added = await this.store.add(this.sealed(name, record), partition, record.until, generation);
    if (added === 'full') throw tooManyHandles(await this.secondsUntilRoom(caller));
    if (added === 'superseded') throw endedMeanwhile();
    return { handle, record };
  }

  /** What this handle stands for, for an application of the same tenant; undefined whatever is wrong with it. */
  async open(handle: string, { tenantId }: ApplicationCaller): Promise<OpenHandle | undefined> {
    if (!HANDLE.test(handle)) return undefined;
    const opened = await this.read(recordName(handle));
    return opened?.tenantId === tenantId ? opened : undefined;
  }

  /** Puts a new refresh token in the place of the one that `handle` was read with; false where another has done so, or it has ended. */
  async rotate({ stored, ...record }: OpenHandle, refreshToken: string): Promise<boolean> {
    return this.store.replace(stored, this.sealed(stored.name, { ...record, refreshToken }).sealed);
  }

  /** The handle as it is now; undefined where it has ended. */
  read(name: string): Promise<OpenHandle | undefined> {
    return this.store.read(name).then((sealed) => sealed && this.opened({ name, sealed }));
  }

  /** A user's own, the oldest first. */
  async list(caller: Caller): Promise<readonly OpenHandle[]> {
    const stored = await this.store.list(this.partitions.of(caller));
    return stored
      .flatMap((each) => this.opened(each) ?? [])
      .filter(({ tenantId, userId }) => tenantId === caller.tenantId && userId === caller.userId)
      .toSorted((a, b) => a.createdAt - b.createdAt);
  }

  /** Throws `not_found` where the user has no such handle. */
  async end(caller: Caller, id: string): Promise<void> {
    const handle = (await this.list(caller)).find((each) => each.id === id);
    const ended = handle && (await this.store.remove(handle.stored.name, this.partitions.of(caller)));
    if (ended !== true) throw new Problem('not_found');
  }

  /** Because Entra takes its refresh token no more; false where it has another by now, or has ended already. */
  endUnrenewable(handle: OpenHandle): Promise<boolean> {
    return this.store.remove(handle.stored.name, this.partitions.of(handle), handle.stored.sealed);
  }

  /** All handles of a user, also one that is just being made. */
  endAll(user: Pick<Caller, 'tenantId' | 'userId'>): Promise<void> {
    return this.store.removeAll(this.partitions.of(user));
  }

  private async secondsUntilRoom(caller: Caller): Promise<number> {
    const ends = (await this.list(caller)).map(({ until }) => until);
    // None: they have just ended.
    return ends.length === 0 ? 1 : Math.ceil((Math.min(...ends) - this.clock.now()) / 1000);
  }

  private sealed(name: string, record: HandleRecord): StoredHandle {
    return { name, sealed: this.sealer.seal(writeRecord(record), name) };
  }

  private opened(stored: StoredHandle): OpenHandle | undefined {
    const text = this.sealer.open(stored.sealed, stored.name);
    const record = text === undefined ? undefined : readRecord(text);
    return record === undefined || record.until <= this.clock.now() ? undefined : { ...record, stored };
  }
}
