import { LRUCache } from 'lru-cache';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../common/clock.js';
import { Problem } from '../common/problem/problem.js';
import type { Partition } from '../obo/partition.js';
import type { Added, StoredHandle } from './handle-store.js';
import { HandleStore, MAX_OF_USER } from './handle-store.js';

/** All handles together; a new one is refused before a living one gives way. */
const MAX_HANDLES = 10_000;
/** Users whose handles were ended lately; it matters for as long as a handle takes to be made. */
const MAX_GENERATIONS = 10_000;

interface Kept {
  readonly sealed: Buffer;
  readonly until: number;
  readonly partition: Partition;
}

/** Handles of a process that shares nothing: they end with it. */
export class MemoryHandleStore extends HandleStore {
  private readonly handles = new Map<string, Kept>();
  private readonly generations = new LRUCache<string, string>({ max: MAX_GENERATIONS });

  constructor(private readonly clock: Clock) {
    super();
  }

  override generation([name]: Partition): Promise<string> {
    return Promise.resolve(this.generations.get(name) ?? '');
  }

  override async add(
    { name, sealed }: StoredHandle,
    partition: Partition,
    until: number,
    generation: string,
  ): Promise<Added> {
    if ((await this.generation(partition)) !== generation) return 'superseded';
    if (this.handles.size >= MAX_HANDLES) this.dropEnded();
    if (this.handles.size >= MAX_HANDLES) throw new Problem('overloaded', { retryAfter: 60 });
    if (this.of(partition).length >= MAX_OF_USER) return 'full';
    this.handles.set(name, { sealed, until, partition });
    return 'added';
  }

  override read(name: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.living(name)?.sealed);
  }

  override replace({ name, sealed: before }: StoredHandle, sealed: Buffer): Promise<boolean> {
    const kept = this.living(name);
    const same = kept?.sealed.equals(before) === true;
    if (same) this.handles.set(name, { ...kept, sealed });
    return Promise.resolve(same);
  }

  override remove(name: string, _partition: Partition, value?: Buffer): Promise<boolean> {
    const kept = this.living(name);
    const meant = kept !== undefined && (value === undefined || kept.sealed.equals(value));
    if (meant) this.handles.delete(name);
    return Promise.resolve(meant);
  }

  override list(partition: Partition): Promise<readonly StoredHandle[]> {
    return Promise.resolve(this.of(partition));
  }

  override removeAll(partition: Partition): Promise<void> {
    this.generations.set(partition[0], randomUUID());
    for (const { name } of this.of(partition)) this.handles.delete(name);
    return Promise.resolve();
  }

  private of([own]: Partition): readonly StoredHandle[] {
    this.dropEnded();
    return [...this.handles]
      .filter(([, { partition }]) => partition[0] === own)
      .map(([name, { sealed }]) => ({ name, sealed }));
  }

  private living(name: string): Kept | undefined {
    const kept = this.handles.get(name);
    return kept !== undefined && this.clock.now() < kept.until ? kept : undefined;
  }

  private dropEnded(): void {
    const now = this.clock.now();
    for (const [name, { until }] of this.handles) if (until <= now) this.handles.delete(name);
  }
}
