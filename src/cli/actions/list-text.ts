import type { Listing } from '../calls/pages.js';
import type { Terminal } from '../terminal/terminal.js';
import { columns } from '../terminal/visible.js';

/** In a terminal of unknown width. */
const MOST_COLUMNS = 5;
/** No column asks for more room than this. */
const WIDEST = 30;
/** What a thing is called; in lists these come first, and of an object only the first of them that it has is shown. */
const CALLED = ['displayName', 'subject', 'title', 'name', 'address', 'dateTime', 'userPrincipalName'] as const;

/** A list as a table: the members asked for, or those that fit best. */
export function listText(terminal: Terminal, { value, more }: Listing, select: readonly string[] | undefined): string {
  const rows = value.map((item): ReadonlyMap<string, unknown> => new Map(Object.entries(Object(item))));
  const names = select ?? usualNames(rows, terminal.width);
  const table = terminal.table(
    names,
    rows.map((row) => names.map((name) => cellText(row.get(name.split('/')[0] ?? name)))),
  );
  const count = `${value.length} ${value.length === 1 ? 'item' : 'items'}${more ? '; there are more: --all-pages' : ''}`;
  return `${value.length === 0 ? '' : table}${terminal.style.dim(count)}\n`;
}

/** Members with plain values, as many as fit, what the items are called first; an id only where there is hardly anything else. */
function usualNames(rows: readonly ReadonlyMap<string, unknown>[], width: number | undefined): readonly string[] {
  const plain = [...(rows[0]?.entries() ?? [])]
    .filter(([name, value]) => !name.startsWith('@odata.') && (typeof value !== 'object' || value === null))
    .map(([name]) => name);
  const telling = plain.filter((name) => !/^(?:id|changeKey|.*Id|eTag|cTag)$/.test(name));
  const candidates = (telling.length > 1 ? telling : plain).toSorted((one, other) => rank(one) - rank(other));
  if (width === undefined) return candidates.slice(0, MOST_COLUMNS);
  let room = width;
  return candidates.filter((name, index) => {
    const cells = rows.map((row) => columns(cellText(row.get(name))));
    if (Math.max(...cells) === 0) return false;
    room -= Math.min(Math.max(columns(name), ...cells), WIDEST) + 2;
    return room >= -2 || index === 0;
  });
}

function rank(name: string): number {
  // When something was made or changed is seldom what a list is read for.
  if (/^(?:created|lastModified)DateTime$/.test(name)) return CALLED.length + 1;
  const place = CALLED.findIndex((each) => each === name);
  return place === -1 ? CALLED.length : place;
}

/** An object is shown by what it is called, as deep as that is; anything else as JSON. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(cellText).join(', ');
  return called(value) ?? JSON.stringify(value);
}

function called(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(value));
  for (const name of CALLED) {
    const member = members.get(name);
    if (typeof member === 'string' && member !== '') return member;
  }
  const [only] = members.values();
  return members.size === 1 ? called(only) : undefined;
}
