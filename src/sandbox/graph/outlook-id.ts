import { createHash } from 'node:crypto';
import { GraphError } from './errors.js';

/** Ids as Exchange makes them: long, opaque, ending in `=`; the same for the same thing after every start. */
export function outlookId(...parts: readonly (string | number)[]): string {
  return `AAMkADIy${digest(parts).toString('base64url')}AAA=`;
}

/** A change key, part of Exchange's ETags. */
export function changeKey(...parts: readonly (string | number)[]): string {
  return `CQAAABYAAAC${digest(parts).subarray(0, 15).toString('base64url')}`;
}

/** Throws 400 for what no id of Exchange can be. */
export function requireOutlookId(id: string): void {
  if (!/^A[\w-]{30,}={0,2}$/.test(id)) throw new GraphError('malformedId');
}

function digest(parts: readonly (string | number)[]): Buffer {
  return createHash('sha512').update(JSON.stringify(parts)).digest();
}
