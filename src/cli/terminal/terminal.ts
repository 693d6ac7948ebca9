import { variable } from '../environment.js';
import { atEarlyEnd } from './cleanup.js';
import type { Style } from './style.js';
import { style } from './style.js';
import { table } from './table.js';
import { fitted, harmlessJson, wrapped } from './visible.js';

export interface OutputOptions {
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  /** Whether a person is there to answer; by default where input and messages are a terminal's. */
  readonly interactive?: boolean | undefined;
}

/** The two ways out: results go to standard output, everything said to a person to standard error. */
export class Terminal {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly interactive: boolean;
  /** Of results. */
  readonly style: Style;
  /** Of what is said to a person. */
  readonly noteStyle: Style;
  private progressShown = false;

  constructor({ json = false, verbose = false, interactive }: OutputOptions = {}) {
    this.json = json;
    this.verbose = verbose;
    this.interactive = interactive ?? (process.stdin.isTTY && process.stderr.isTTY);
    this.style = style(!json && coloured(process.stdout));
    this.noteStyle = style(coloured(process.stderr));
    atEarlyEnd(() => this.clearProgress());
  }

  /** Columns of the terminal results go to; undefined in a pipe or a file. */
  get width(): number | undefined {
    return process.stdout.isTTY ? process.stdout.columns : undefined;
  }

  /** Result text, as it stands. */
  print(text: string | Uint8Array): void {
    this.clearProgress();
    process.stdout.write(text);
  }

  /** A result: `value` as JSON for programs, otherwise the text for people. */
  result(value: unknown, text: () => string): void {
    this.print(this.json ? `${harmlessJson(JSON.stringify(value, undefined, 2))}\n` : text());
  }

  /** Lines to a person; on a terminal broken between words, what has to be copied whole. */
  note(text: string): void {
    const width = process.stderr.isTTY ? process.stderr.columns || 80 : undefined;
    const lines = text.split('\n').flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      if (width === undefined) return [line];
      return wrapped(line.slice(indent.length), width - indent.length, 'whole').map((part) => indent + part);
    });
    this.say(lines.join('\n'));
  }

  /** Something a program that drives this one wants to know before the result: a line of JSON, or the text. */
  event(value: Readonly<Record<string, unknown>>, text: string): void {
    if (this.json) this.say(harmlessJson(JSON.stringify(value)));
    else this.note(text);
  }

  private say(text: string): void {
    this.clearProgress();
    process.stderr.write(`${text}\n`);
  }

  /** One line that replaces the last one; on a terminal only. */
  progress(text: string): void {
    if (!process.stderr.isTTY || this.json) return;
    process.stderr.write(`\r\u001B[2K${fitted(text, (process.stderr.columns || 80) - 1)}`);
    this.progressShown = true;
  }

  /** Answers whether there was any. */
  clearProgress(): boolean {
    if (!this.progressShown) return false;
    process.stderr.write('\r\u001B[2K');
    this.progressShown = false;
    return true;
  }

  table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
    return table(headings, rows, { width: this.width, heading: this.style.bold });
  }

  /** JSON as people read it: in colours on a terminal; nothing for an answer without content. */
  pretty(value: unknown): string {
    if (value === undefined) return '';
    const text = harmlessJson(JSON.stringify(value, undefined, 2));
    return `${text.replaceAll(/^(\s*)("(?:[^"\\]|\\.)*")(:)/gm, (_all, indent: string, name: string, colon: string) => `${indent}${this.style.accent(name)}${colon}`)}\n`;
  }
}

/** https://no-color.org, and terminals that know no colours. */
function coloured(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && variable('NO_COLOR') === undefined && variable('TERM') !== 'dumb';
}
