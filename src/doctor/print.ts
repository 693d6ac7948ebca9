import type { Outcome } from './check.js';
import type { Report } from './examine.js';
import type { Explanation } from './explain.js';

const MARKS: Readonly<Record<Outcome, { readonly sign: string; readonly colour: number }>> = {
  pass: { sign: '✓', colour: 32 },
  fail: { sign: '✗', colour: 31 },
  skip: { sign: '–', colour: 90 },
  warn: { sign: '!', colour: 33 },
};

const INDENT = '    ';

/** Where it is printed. */
export interface Paper {
  readonly colours: boolean;
  /** Columns; undefined where lines may be of any length. */
  readonly width: number | undefined;
}

/** A step's line, and what to change where on lines of their own. */
export function printedReport({ name, outcome, found, remedy }: Report, { colours, width }: Paper): string {
  const { sign, colour } = MARKS[outcome];
  const mark = colours ? `\u001B[${colour}m${sign}\u001B[0m` : sign;
  return `${mark} ${name}: ${found}\n${indented(remedy, width)}`;
}

/** What a number means, what callers see of it, what to change. */
export function printedExplanation({ number, text, seen, seenElsewhere }: Explanation, { width }: Paper): string {
  if (text === undefined)
    return `AADSTS${number}: not known here\n${indented(`https://login.microsoftonline.com/error?code=${number}`, width)}`;
  const elsewhere =
    seenElsewhere === undefined ? '' : `, those of other tenants ${seenElsewhere.status} ${seenElsewhere.code}`;
  const callers =
    seen === undefined
      ? 'Callers never get it; Entra shows it where users sign in.'
      : `Callers get ${seen.status} ${seen.code}${elsewhere}.`;
  return `AADSTS${number}: ${text.means}\n${indented(`${callers}\n${text.change}`, width)}`;
}

function indented(text: string | undefined, width: number | undefined): string {
  const lines = text === undefined ? [] : text.split('\n').flatMap((line) => broken(line, width));
  return lines.map((line) => `${INDENT}${line}\n`).join('');
}

/** Between words, so that none of an address is lost. */
function broken(line: string, width: number | undefined): readonly string[] {
  if (width === undefined) return [line];
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width - INDENT.length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
