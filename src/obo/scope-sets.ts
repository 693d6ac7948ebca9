import { LRUCache } from 'lru-cache';
import type { GraphToken } from './graph-token.js';

type Scopes = Pick<GraphToken, 'scopes' | 'scopeNames'>;

/** Lists that consent has made different from each other: few, however many users there are. */
const MAX_LISTS = 1_000;
const known = new LRUCache<string, Scopes>({ max: MAX_LISTS });

/** Granted scopes as Entra spelled them, and to compare with; one object for all tokens that were granted the same. */
export function scopeSets(names: readonly string[]): Scopes {
  const text = names.join(' ');
  const before = known.get(text);
  if (before !== undefined) return before;
  const made = { scopes: new Set(names.map((scope) => scope.toLowerCase())), scopeNames: Object.freeze([...names]) };
  known.set(text, made);
  return made;
}
