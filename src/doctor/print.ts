import type { Outcome } from './check.js';
import type { Report } from './examine.js';
import type { Explanation } from './explain.js';

const MARKS: Readonly<Record<Outcome, { readonly sign: string; readonly colour: number }>> = {
  pass: { sign: '✓', colour: 32 },
  fail: { sign: '✗', colour: 31 },
  skip: { sign: '–', colour: 90 },
  warn: { sign: '!', colour: 33 },
};

/** A step's line, and what to change where on lines of their own. `colours` for terminals only. */
export function printedReport({ name, outcome, found, remedy }: Report, colours: boolean): string {
  const { sign, colour } = MARKS[outcome];
  const mark = colours ? `\u001B[${colour}m${sign}\u001B[0m` : sign;
  return `${mark} ${name}: ${found}\n${indented(remedy)}`;
}

/** What a number means, what callers see of it, what to change. */
export function printedExplanation({ number, text, seen, seenElsewhere }: Explanation): string {
  if (text === undefined)
    return `AADSTS${number}: not known here\n${indented(`https://login.microsoftonline.com/error?code=${number}`)}`;
  const elsewhere =
    seenElsewhere === undefined ? '' : `, those of other tenants ${seenElsewhere.status} ${seenElsewhere.code}`;
  const callers =
    seen === undefined
      ? 'Callers never get it; Entra shows it where users sign in.'
      : `Callers get ${seen.status} ${seen.code}${elsewhere}.`;
  return `AADSTS${number}: ${text.means}\n${indented(`${callers}\n${text.change}`)}`;
}

function indented(text: string | undefined): string {
  return text === undefined ? '' : text.replaceAll(/^/gm, '    ') + '\n';
}
