import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { SessionEnds, StoredSession } from './session-store.js';
import { MAX_LISTED, SessionStore } from './session-store.js';

/** How many sessions there may be; the least used give way. */
const MAX_SESSIONS = 50_000;
/** What all of them together may take. */
export const SESSIONS_MAX_BYTES = 256 * 1024 * 1024;
/** Of a record beside its value: its place in two maps and its lists. */
const OVERHEAD_BYTES = 1024;
/** Sign-ins completed within the last minutes. */
const MAX_TAKEN = 50_000;

interface Kept {
  readonly sealed: Buffer;
  readonly until: number;
  readonly lists: readonly string[];
}

/** Sessions of a process that shares nothing: they end with it. */
export class MemorySessionStore extends SessionStore {
  private readonly sessions = new LRUCache<string, Kept>({
    max: MAX_SESSIONS,
    maxSize: SESSIONS_MAX_BYTES,
    sizeCalculation: ({ sealed }) => sealed.length + OVERHEAD_BYTES,
    dispose: ({ lists }, name, reason) => {
      if (reason !== 'set') for (const list of lists) this.unlist(list, name);
    },
  });
  private readonly lists = new Map<string, Set<string>>();
  private readonly taken = new LRUCache<string, number>({ max: MAX_TAKEN });

  constructor(private readonly clock: Clock) {
    super();
  }

  override add({ name, sealed }: StoredSession, lists: readonly string[], { idle }: SessionEnds): Promise<number> {
    for (const list of lists) this.lists.set(list, (this.lists.get(list) ?? new Set()).add(name));
    this.sessions.set(name, { sealed, until: idle, lists });
    return Promise.resolve(lists.map((list) => this.endOldest(list)).reduce((sum, ended) => sum + ended, 0));
  }

  override read(name: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.living(name)?.sealed);
  }

  override replace({ name, sealed: before }: StoredSession, sealed: Buffer, until: number): Promise<boolean> {
    const kept = this.living(name);
    const same = kept?.sealed.equals(before) === true;
    if (same) this.sessions.set(name, { ...kept, sealed, until });
    return Promise.resolve(same);
  }

  override remove(name: string, value?: Buffer): Promise<boolean> {
    const kept = this.living(name);
    const meant = kept !== undefined && (value === undefined || kept.sealed.equals(value));
    if (meant) this.sessions.delete(name);
    return Promise.resolve(meant);
  }

  override listed(list: string): Promise<readonly StoredSession[]> {
    const names = [...(this.lists.get(list) ?? [])];
    return Promise.resolve(
      names.flatMap((name) => {
        const sealed = this.living(name)?.sealed;
        return sealed === undefined ? [] : [{ name, sealed }];
      }),
    );
  }

  override takeOnce(name: string, until: number): Promise<boolean> {
    const isFirst = (this.taken.get(name) ?? 0) <= this.clock.now();
    if (isFirst) this.taken.set(name, until);
    return Promise.resolve(isFirst);
  }

  private living(name: string): Kept | undefined {
    const kept = this.sessions.get(name);
    if (kept === undefined || this.clock.now() < kept.until) return kept;
    this.sessions.delete(name);
    return undefined;
  }

  /** Of a list that has become too long; its names are in the order in which they came. */
  private endOldest(list: string): number {
    const names = this.lists.get(list);
    if (names === undefined || names.size <= MAX_LISTED) return 0;
    const living = [...names].filter((name) => this.living(name) !== undefined);
    const oldest = living.slice(0, Math.max(0, living.length - MAX_LISTED));
    for (const name of oldest) this.sessions.delete(name);
    return oldest.length;
  }

  private unlist(list: string, name: string): void {
    const names = this.lists.get(list);
    names?.delete(name);
    if (names?.size === 0) this.lists.delete(list);
  }
}
