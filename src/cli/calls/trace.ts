import type { Terminal } from '../terminal/terminal.js';
import { harmless } from '../terminal/visible.js';
import { redacted, redactedHeader } from './redact.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Shows each exchange with a server on standard error where the person asked for that (`-v`): never a token or a body. */
export class Trace {
  constructor(private readonly terminal: Terminal) {}

  sent(method: string, url: string, headers: Headers = {}): void {
    if (!this.terminal.verbose) return;
    this.line('>', `${method} ${redacted(url)}`);
    this.headers('>', headers);
  }

  received(status: number, startedAt: number, headers: Headers = {}): void {
    if (!this.terminal.verbose) return;
    this.line('<', `${status} in ${Date.now() - startedAt} ms`);
    this.headers('<', headers);
  }

  private headers(mark: string, headers: Headers): void {
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) this.line(mark, `${name}: ${redactedHeader(name, [value].flat().join(', '))}`);
  }

  private line(mark: string, text: string): void {
    this.terminal.note(this.terminal.noteStyle.dim(`${mark} ${harmless(text)}`));
  }
}
