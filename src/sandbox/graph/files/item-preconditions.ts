import { GraphError } from '../errors.js';
import type { Call } from '../operation.js';
import { isKnown, requireMatch } from '../preconditions.js';
import type { DriveEntry } from './drive-entry.js';
import { contentTag, entityTag } from './drive-entry.js';

/** Throws 412 where `If-Match` names neither the item's eTag nor its cTag, or `If-None-Match` one of them. */
export function requireUnchanged(call: Pick<Call, 'header'>, entry: DriveEntry | undefined): void {
  if (entry === undefined) {
    if (call.header('if-match') !== undefined) throw new GraphError('notChangedSince');
    return;
  }
  if (isKnownItem(call, entry)) throw new GraphError('notChangedSince');
  try {
    requireMatch(call, entityTag(entry));
  } catch {
    requireMatch(call, contentTag(entry));
  }
}

/** Whether `If-None-Match` names the item's eTag or cTag. */
export function isKnownItem(call: Pick<Call, 'header'>, entry: DriveEntry): boolean {
  return isKnown(call, entityTag(entry)) || isKnown(call, contentTag(entry));
}
