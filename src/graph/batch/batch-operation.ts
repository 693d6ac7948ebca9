import type { Operation } from '../operation.js';

/** Whether an operation is Graph's JSON batching: what is in it is checked one by one, never passed unseen. */
export function isBatch({ method, path }: Operation): boolean {
  return method === 'POST' && /^\/(?:v1\.0|beta)\/\$batch$/i.test(path);
}
