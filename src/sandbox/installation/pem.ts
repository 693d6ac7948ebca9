import { KeyObject } from 'node:crypto';
import type { webcrypto } from 'node:crypto';
import type { Clock } from '../../common/clock.js';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** A private key as PKCS#8 PEM. */
export function pkcs8Pem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** From an hour ago, for clocks that differ a little, until `days` from now. */
export function validity(clock: Clock, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(clock.now() - 60 * 60 * 1000), notAfter: new Date(clock.now() + days * DAY_MS) };
}
