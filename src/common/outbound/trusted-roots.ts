import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----\s.+?-----END CERTIFICATE-----/gs;

/** The file of further roots cannot be used. Its message names neither the file nor its content. */
export class TrustedRootsError extends Error {
  override readonly name = 'TrustedRootsError';
}

/**
 * The roots every TLS connection out is verified against: those Node.js ships with, and those of a PEM file, which is
 * read again when it changes. Throws TrustedRootsError where the file cannot be used at the start; later a file that
 * cannot be used leaves those read before in force.
 */
export class TrustedRoots {
  private roots: string[] | undefined;
  /** Of the file as it was last looked at; each state of it is read, and complained of, once. */
  private mark: string | undefined;

  constructor(
    private readonly file: string | undefined,
    private readonly onTrouble: () => void = () => undefined,
  ) {
    if (file === undefined) return;
    this.mark = markOf(file);
    this.roots = read(file);
  }

  /** PEM, one per root; the same array until the file changes. Undefined: those Node.js ships with. */
  get pem(): string[] | undefined {
    if (this.file !== undefined) this.look(this.file);
    return this.roots;
  }

  private look(file: string): void {
    const mark = markOf(file);
    if (mark === this.mark) return;
    this.mark = mark;
    try {
      this.roots = read(file);
    } catch {
      this.onTrouble();
    }
  }
}

function read(file: string): string[] {
  try {
    const own = readFileSync(file, 'utf8').match(CERTIFICATES) ?? [];
    if (own.length === 0) throw new TrustedRootsError('no certificate');
    return [...rootCertificates, ...own.map((pem) => new X509Certificate(pem).toString())];
  } catch (cause) {
    throw new TrustedRootsError('cannot be read', { cause });
  }
}

/** Undefined where there is no such file, or none that may be looked at. */
function markOf(file: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return undefined;
  }
}
