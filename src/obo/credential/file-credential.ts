import type { ClientCredential, CredentialKind, Presentation } from './client-credential.js';
import type { WatchedFile } from './watched-file.js';

/** A credential that lies in a file: replaced there, it is used from the next exchange on. */
export class FileCredential implements ClientCredential {
  constructor(
    readonly kind: Extract<CredentialKind, 'certificate' | 'federated_token_file'>,
    readonly warnBeforeMs: number,
    private readonly file: WatchedFile<Presentation>,
  ) {}

  get current(): Presentation | undefined {
    return this.file.current;
  }

  get troubled(): boolean {
    return this.file.troubled;
  }

  present(): Promise<Presentation> {
    return this.file.value();
  }

  async presentInstead(refused: Presentation): Promise<Presentation | undefined> {
    // A file read while it was being written may have looked whole, and its mark may be that of the whole one.
    const now = await this.file.value({ evenUnmarked: true });
    return now === refused ? undefined : now;
  }

  async refresh(): Promise<void> {
    // What is wrong with the file is told by `troubled` and in the log.
    await this.file.value().catch(() => undefined);
  }
}
