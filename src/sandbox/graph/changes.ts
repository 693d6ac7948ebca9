/** One change of one thing in a collection that keeps a record of its changes. */
export interface Change {
  readonly id: string;
  readonly removed: boolean;
}

/**
 * What has changed where, in order, for delta queries (https://learn.microsoft.com/graph/delta-query-overview). Each
 * store that can change notes it here under a name of its own, such as `messages of <user id> in <folder id>`.
 */
export class Changes {
  /** By collection and id, the last change of each, in their order. */
  private readonly noted = new Map<string, Map<string, { readonly at: number; readonly change: Change }>>();
  private readonly watchers: ((collection: string, change: Change) => void)[] = [];
  private at = 0;

  /** The present, to ask from later. */
  get now(): number {
    return this.at;
  }

  /** Calls back at each change, in the middle of it. */
  watch(watcher: (collection: string, change: Change) => void): void {
    this.watchers.push(watcher);
  }

  note(collection: string, change: Change): void {
    this.at += 1;
    const all = this.noted.get(collection) ?? new Map<string, { at: number; change: Change }>();
    this.noted.set(collection, all);
    all.delete(change.id);
    all.set(change.id, { at: this.at, change });
    for (const watcher of this.watchers) watcher(collection, change);
  }

  /** The last change of each thing that changed after `moment`, the oldest first. */
  since(collection: string, moment: number): readonly Change[] {
    const all = [...(this.noted.get(collection)?.values() ?? [])];
    return all.filter(({ at }) => at > moment).map(({ change }) => change);
  }
}
