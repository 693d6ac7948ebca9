import { readFile, stat } from 'node:fs/promises';
import { CredentialError } from './credential.errors.js';

/** A file written so recently may be written again within one tick of the file system's clock, and look the same. */
const SETTLED_MS = 100;

/**
 * What a file holds, read again when it changes: in place, by rename, or by a symlink pointed elsewhere, which is how
 * Kubernetes replaces mounted secrets. A new file that cannot be used leaves the content read before in force.
 */
export class WatchedFile<T> {
  private held: { readonly text: string; readonly value: T } | undefined;
  private mark: string | undefined;
  private flaw: CredentialError | undefined;

  constructor(
    private readonly path: string,
    /** Throws CredentialError for what it cannot use. */
    private readonly parse: (text: string) => T,
    private readonly onTrouble: (flaw: CredentialError) => void,
  ) {}

  /** Known now, without looking. */
  get current(): T | undefined {
    return this.held?.value;
  }

  /** The file that is there now cannot be used. */
  get troubled(): boolean {
    return this.flaw !== undefined;
  }

  /**
   * The file's content: the same object until it changes. `evenUnmarked` reads also where the file looks unchanged.
   * Throws CredentialError while there has never been a usable one.
   */
  async value({ evenUnmarked = false } = {}): Promise<T> {
    try {
      const { mark, settled } = await markOf(this.path);
      if (evenUnmarked || mark !== this.mark) {
        const text = await readFile(this.path, 'utf8');
        this.mark = settled ? mark : undefined;
        if (text !== this.held?.text) this.held = { text, value: this.parse(text) };
        this.flaw = undefined;
      }
    } catch (cause) {
      // Once it can be reached again it is read again, changed or not.
      if (!(cause instanceof CredentialError)) this.mark = undefined;
      this.complain(cause instanceof CredentialError ? cause : new CredentialError('file_unreadable', { cause }));
    }
    if (this.held === undefined) throw this.flaw ?? new CredentialError('file_unreadable');
    return this.held.value;
  }

  private complain(flaw: CredentialError): void {
    const before = this.flaw?.flaw;
    this.flaw = flaw;
    if (before !== flaw.flaw && this.held !== undefined) this.onTrouble(flaw);
  }
}

/** Tells two states of a file apart; through symlinks. */
async function markOf(path: string): Promise<{ mark: string; settled: boolean }> {
  const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs } = await stat(path, { bigint: true });
  return {
    mark: [dev, ino, size, mtimeNs, ctimeNs].join(' '),
    settled: Date.now() - Number(mtimeMs) > SETTLED_MS,
  };
}
