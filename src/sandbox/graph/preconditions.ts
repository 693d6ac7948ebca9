import type { GraphFailure } from './errors.js';
import { GraphError } from './errors.js';
import type { Call } from './operation.js';

/** Throws 412 where `If-Match` names another entity tag than this one (RFC 9110 section 13.1.1). */
export function requireMatch(
  call: Pick<Call, 'header'>,
  etag: string,
  failure: GraphFailure = 'notChangedSince',
): void {
  const wanted = call.header('if-match');
  if (wanted === undefined || wanted.trim() === '*') return;
  if (!tagsIn(wanted).includes(opaque(etag))) throw new GraphError(failure);
}

/** Whether `If-None-Match` names this entity tag: the client has it already (RFC 9110 section 13.1.2). */
export function isKnown(call: Pick<Call, 'header'>, etag: string): boolean {
  const known = call.header('if-none-match');
  return known !== undefined && (known.trim() === '*' || tagsIn(known).includes(opaque(etag)));
}

/** Graph compares weakly, and takes tags with and without quotes. */
function tagsIn(header: string): readonly string[] {
  return [...header.matchAll(/(?:W\/)?"([^"]*)"|([^\s,"]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '').replace(/^"|"$/g, '');
}
