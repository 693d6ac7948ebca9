/** A filter that is no OData expression, or one past the bounds; the message says where. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
}

export type LiteralKind = 'string' | 'number' | 'boolean' | 'null' | 'dateTime' | 'date' | 'guid';

export type FilterToken =
  | { readonly kind: 'literal'; readonly literal: LiteralKind; readonly value: string; readonly at: number }
  | { readonly kind: 'word' | 'punctuation'; readonly value: string; readonly at: number };

/** Longest filter, in characters, and most tokens it may have. */
const MAX_LENGTH = 8192;
const MAX_TOKENS = 1500;

/** OData 4.01 ABNF literals; the order decides, since a GUID and a time may begin like a number. */
const PATTERNS: readonly (readonly [RegExp, LiteralKind | 'word' | 'punctuation'])[] = [
  [/'(?:[^']|'')*'/y, 'string'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/iy, 'guid'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)/iy, 'dateTime'],
  [/\d{4}-\d\d-\d\d\b/y, 'date'],
  [/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/iy, 'number'],
  [/(?:true|false)\b(?!\/)/iy, 'boolean'],
  [/null\b(?!\/)/iy, 'null'],
  [/[A-Za-z_][\w.]*(?:\/\$?[A-Za-z_][\w.]*)*/y, 'word'],
  [/[(),:]/y, 'punctuation'],
];

/** Cuts a decoded filter into tokens; throws FilterSyntaxError. */
export function filterTokens(filter: string): readonly FilterToken[] {
  if (filter.length > MAX_LENGTH) throw new FilterSyntaxError(`longer than ${MAX_LENGTH} characters`);
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < filter.length) {
    if (filter[at] === ' ' || filter[at] === '\t') {
      at += 1;
      continue;
    }
    const token = tokenAt(filter, at);
    tokens.push(token.token);
    if (tokens.length > MAX_TOKENS) throw new FilterSyntaxError(`more than ${MAX_TOKENS} tokens`);
    at = token.end;
  }
  return tokens;
}

function tokenAt(filter: string, at: number): { token: FilterToken; end: number } {
  for (const [pattern, kind] of PATTERNS) {
    pattern.lastIndex = at;
    const value = pattern.exec(filter)?.[0];
    if (value === undefined) continue;
    const end = at + value.length;
    if (kind === 'word' || kind === 'punctuation') return { token: { kind, value, at }, end };
    const bare = kind === 'string' ? value.slice(1, -1).replaceAll("''", "'") : value;
    return { token: { kind: 'literal', literal: kind, value: bare, at }, end };
  }
  throw new FilterSyntaxError(`Syntax error at position ${at}`);
}
