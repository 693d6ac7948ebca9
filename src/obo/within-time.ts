import { identityUnavailable } from './obo.errors.js';

/** The result, or `identity_unavailable` when it takes longer than callers wait; the work itself goes on. */
export function withinTime<T>(work: Promise<T>, waitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(identityUnavailable(1, new Error('the exchange takes long'))), waitMs);
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
