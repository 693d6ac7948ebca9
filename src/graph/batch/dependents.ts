import type { InnerRequest } from './inner-request.js';

/** Those of `requests` that depend on one of `ids`, in however many steps. */
export function dependentsOf<T extends InnerRequest>(requests: readonly T[], ids: Iterable<string>): readonly T[] {
  const reached = new Set(ids);
  const found = new Set<T>();
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const request of requests) {
      if (found.has(request) || !request.dependsOn.some((id) => reached.has(id))) continue;
      found.add(request);
      reached.add(request.id);
    }
  }
  return requests.filter((request) => found.has(request));
}
