import type { Child, ExitCode } from './child.js';

/** npm and the terminal may both hand on one Ctrl+C; a repetition after this long is a person's impatience. */
const SAME_SIGNAL_MS = 1000;
const WATCH_PARENT_MS = 1000;

/** The wish to end, by a signal or because npm is gone, and how the children are brought to it. */
export class Ending {
  private readonly wish = new AbortController();
  private readonly children: Child[] = [];
  private wishedAt = 0;
  private by: NodeJS.Signals = 'SIGTERM';

  /** `watchParent`: also end when the parent process is gone, which npm's own sudden end tells nobody. */
  constructor(watchParent: boolean) {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.request(name));
    if (watchParent) {
      const parent = process.ppid;
      setInterval(() => process.ppid !== parent && this.request('SIGTERM'), WATCH_PARENT_MS).unref();
    }
  }

  /** Aborted as soon as the end is wished for. */
  get requested(): AbortSignal {
    return this.wish.signal;
  }

  /** Takes a child under control; the last one taken is the first to go. */
  take(child: Child): Child {
    this.children.unshift(child);
    return child;
  }

  /** Waits for the wish or for a child that ends of itself: undefined or that child's code, never 0. */
  async begun(): Promise<ExitCode | undefined> {
    const wished = new Promise<undefined>((resolve) => {
      if (this.requested.aborted) resolve(undefined);
      this.requested.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const first = await Promise.race([
      wished,
      ...this.children.map(async (child) => ({ child, code: await child.ended })),
    ]);
    if (first === undefined || this.requested.aborted) return undefined;
    console.error(`${first.child.name} ended (exit code ${first.code}); stopping.`);
    return first.code === 0 ? 1 : first.code;
  }

  /** Ends the children one after the other and waits for each. Answers the code of the one taken last. */
  async finish(): Promise<ExitCode> {
    const codes: ExitCode[] = [];
    for (const child of this.children) {
      child.signal(this.by === 'SIGHUP' ? 'SIGTERM' : this.by);
      codes.push(await child.ended);
    }
    return codes[0] ?? 0;
  }

  private request(name: NodeJS.Signals): void {
    if (!this.requested.aborted) {
      this.by = name;
      this.wishedAt = Date.now();
      this.wish.abort();
    } else if (Date.now() - this.wishedAt > SAME_SIGNAL_MS) {
      for (const child of this.children) child.signal('SIGKILL');
    }
  }
}
