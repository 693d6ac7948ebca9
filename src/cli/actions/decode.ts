import { text } from 'node:stream/consumers';
import { UsageError } from '../cli.errors.js';
import { CLAIM_TEXTS, HEADER_TEXTS, TIME_CLAIMS } from '../jwt/claim-texts.js';
import { decodeToken } from '../jwt/decode.js';
import { fromNow, localTime } from '../terminal/moment.js';
import { columns, harmless, padded, wrapped } from '../terminal/visible.js';
import type { OutputOptions } from '../terminal/terminal.js';
import { Terminal } from '../terminal/terminal.js';

/** Explains a JWT, member by member, without sending it anywhere; from the argument or standard input. */
export async function decode(token: string | undefined, options: OutputOptions): Promise<void> {
  const terminal = new Terminal(options);
  if (token === undefined && process.stdin.isTTY)
    throw new UsageError('There is no token.', 'behalf token --raw | behalf decode');
  const { header, claims } = decodeToken(token ?? (await text(process.stdin)));
  const now = new Date();
  terminal.result({ header, claims, signatureChecked: false }, () => {
    const headerRows = Object.entries(header).map(([name, value]) => [
      name,
      valueText(value),
      HEADER_TEXTS[name] ?? '',
    ]);
    const claimRows = Object.entries(claims ?? {}).map(([name, value]) => [
      name,
      timeText(name, value, now) ?? valueText(value),
      CLAIM_TEXTS[name] ?? '',
    ]);
    const content =
      claims === undefined
        ? 'The content is encrypted: only whom it is for can read it.\n'
        : explained(terminal, 'Claim', claimRows);
    const caution = terminal.style.dim('Read only, not proven: the signature has not been looked at.');
    return `${explained(terminal, 'Header', headerRows)}\n${content}\n${caution}\n`;
  });
}

/** Three columns; where the terminal has no room for them, what a member means stands below its value. */
function explained(terminal: Terminal, heading: string, rows: readonly (readonly string[])[]): string {
  const headings = [heading, 'Value', 'What it means'];
  const widths = headings.map((each, index) =>
    Math.max(...[each, ...rows.map((row) => row[index] ?? '')].map(columns)),
  );
  const { width, style } = terminal;
  if (width === undefined || widths.reduce((sum, each) => sum + each + 2, -2) <= width)
    return terminal.table(headings, rows);
  const [names = 0] = widths;
  const indent = ' '.repeat(names + 2);
  const below = (words: string): string => wrapped(harmless(words), width - names - 2).join(`\n${indent}`);
  const lines = rows.map(([name = '', value = '', meaning = '']) => {
    const explanation = meaning === '' ? '' : `${indent}${style.dim(below(meaning))}\n`;
    return `${padded(harmless(name), names)}  ${below(value)}\n${explanation}`;
  });
  return `${style.bold(`${padded(heading, names)}  Value, and what it means`)}\n${lines.join('')}`;
}

function timeText(name: string, value: unknown, now: Date): string | undefined {
  if (!TIME_CLAIMS.has(name) || typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const moment = new Date(value * 1000);
  return Number.isNaN(moment.getTime()) ? undefined : `${localTime(moment, now)} (${fromNow(moment, now)})`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(valueText).join(', ') : JSON.stringify(value);
}
