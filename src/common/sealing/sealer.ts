import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const ID_LENGTH = 4;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const HEAD_LENGTH = 1 + ID_LENGTH + IV_LENGTH + TAG_LENGTH;

export interface SealingKey {
  /** Four bytes that say which key sealed a value. */
  readonly id: Buffer;
  readonly key: Buffer;
}

/**
 * AES-256-GCM (NIST SP 800-38D) for values that lie in a shared store. A value is bound to its place: opened under any
 * other name it is nothing.
 */
export class Sealer {
  /** `keys`: newest first, at least one. */
  constructor(private readonly keys: readonly SealingKey[]) {}

  seal(text: string, place: string): Buffer {
    const [newest] = this.keys;
    if (newest === undefined) throw new TypeError('there is no key to seal with');
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), newest.id, iv, cipher.getAuthTag(), sealed]);
  }

  /** Undefined for whatever this sealer did not seal for this place: garbage, truncation, another version, another key. */
  open(value: Uint8Array, place: string): string | undefined {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    if (bytes.length < HEAD_LENGTH || bytes[0] !== VERSION) return undefined;
    const id = bytes.subarray(1, 1 + ID_LENGTH);
    const key = this.keys.find((each) => each.id.equals(id))?.key;
    if (key === undefined) return undefined;
    const iv = bytes.subarray(1 + ID_LENGTH, 1 + ID_LENGTH + IV_LENGTH);
    const tag = bytes.subarray(1 + ID_LENGTH + IV_LENGTH, HEAD_LENGTH);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_LENGTH })
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      return Buffer.concat([decipher.update(bytes.subarray(HEAD_LENGTH)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
