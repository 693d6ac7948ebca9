import type { Listing } from '../calls/pages.js';
import type { Terminal } from '../terminal/terminal.js';

const MOST_COLUMNS = 5;

/** A list as a table: the members asked for, or those that fit best. */
export function listText(terminal: Terminal, { value, more }: Listing, select: readonly string[] | undefined): string {
  const rows = value.map((item): ReadonlyMap<string, unknown> => new Map(Object.entries(Object(item))));
  const names = select ?? usualNames(rows);
  const table = terminal.table(
    names,
    rows.map((row) => names.map((name) => cellText(row.get(name.split('/')[0] ?? name)))),
  );
  const count = `${value.length} ${value.length === 1 ? 'item' : 'items'}${more ? '; there are more: --all-pages' : ''}`;
  return `${value.length === 0 ? '' : table}${terminal.style.dim(count)}\n`;
}

/** Members with plain values; an id only where there is hardly anything else. */
function usualNames(rows: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  const plain = [...(rows[0]?.entries() ?? [])]
    .filter(([name, value]) => !name.startsWith('@odata.') && (typeof value !== 'object' || value === null))
    .map(([name]) => name);
  const telling = plain.filter((name) => !/^(?:id|changeKey|.*Id|eTag|cTag)$/.test(name));
  return (telling.length > 1 ? telling : plain).slice(0, MOST_COLUMNS);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
