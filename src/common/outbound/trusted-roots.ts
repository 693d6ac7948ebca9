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
  private held: { readonly mark: string; readonly pem: string[] } | undefined;

  constructor(
    private readonly file: string | undefined,
    private readonly onTrouble: () => void = () => undefined,
  ) {
    if (file !== undefined) this.held = read(file);
  }

  /** PEM, one per root; the same array until the file changes. Undefined: those Node.js ships with. */
  get pem(): string[] | undefined {
    if (this.file === undefined) return undefined;
    try {
      if (this.held === undefined || markOf(this.file) !== this.held.mark) this.held = read(this.file);
    } catch {
      this.onTrouble();
    }
    return this.held?.pem;
  }
}

function read(file: string): { mark: string; pem: string[] } {
  try {
    const mark = markOf(file);
    const own = readFileSync(file, 'utf8').match(CERTIFICATES) ?? [];
    if (own.length === 0) throw new TrustedRootsError('no certificate');
    return { mark, pem: [...rootCertificates, ...own.map((pem) => new X509Certificate(pem).toString())] };
  } catch (cause) {
    throw new TrustedRootsError('cannot be read', { cause });
  }
}

function markOf(file: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
