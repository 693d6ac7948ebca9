import type { Operation } from './operation.js';

/** What Graph itself takes in one request that is no upload. */
const DEFAULT_LIMIT = 4 * 1024 * 1024;
/** Addresses of bytes: what is put there is a file or a slice of one. */
const BYTES = /(?:\/content|\/\$value)$/i;

/**
 * How many bytes of body an operation takes. One that says nothing of its body, as those of GRAPH_ALLOW, takes what
 * Graph takes in one request, or any number where its path ends in `/content` or `/$value`.
 */
export function bodyLimit({ body, path }: Operation): number {
  if (body === undefined) return BYTES.test(path) ? Number.POSITIVE_INFINITY : DEFAULT_LIMIT;
  return body.limit === 'unlimited' ? Number.POSITIVE_INFINITY : body.limit;
}
