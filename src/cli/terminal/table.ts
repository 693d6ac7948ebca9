import { columns, fitted, harmless, padded } from './visible.js';

const GAP = '  ';
const NARROWEST = 6;

export interface TableOptions {
  /** Columns of the terminal; undefined where lines may be of any length, as in a pipe. */
  readonly width: number | undefined;
  readonly heading: (text: string) => string;
}

/** Rows under headings, each cell in one line. Where they do not fit, the widest columns give way. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): string {
  const cells = rows.map((row) => row.map((cell) => harmless(cell.replaceAll(/\s+/g, ' ').trim())));
  const wanted = headings.map((heading, index) =>
    Math.max(columns(heading), ...cells.map((row) => columns(row[index] ?? ''))),
  );
  const widths = options.width === undefined ? wanted : narrowed(wanted, options.width);
  const line = (row: readonly string[]): string =>
    widths
      .map((width, index) => padded(fitted(row[index] ?? '', width), width))
      .join(GAP)
      .trimEnd();
  const head = headings.every((heading) => heading === '') ? [] : [options.heading(line(headings))];
  return [...head, ...cells.map(line)].map((each) => `${each}\n`).join('');
}

/** Takes column after column off the widest until the line fits. */
function narrowed(wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  const gaps = GAP.length * (widths.length - 1);
  for (let over = sum(widths) + gaps - width; over > 0; over--) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
