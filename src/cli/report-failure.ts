import { inspect } from 'node:util';
import { CliError, UsageError } from './cli.errors.js';
import { EXIT } from './exit-codes.js';
import { Terminal } from './terminal/terminal.js';
import { harmless } from './terminal/visible.js';

/**
 * Tells a failure in one line and what to do in another, or as JSON, on standard error; answers the exit code. Whatever
 * the failure is, nobody sees a stack.
 */
export function reportFailure(failure: unknown, { json, verbose }: { json: boolean; verbose: boolean }): number {
  const terminal = new Terminal({ json, verbose });
  const error = failure instanceof CliError ? failure : unexpected(failure);
  const { remedy, details } = error.options;
  if (json) {
    const told = { code: error.code, message: error.message, remedy, ...(details !== undefined && { details }) };
    terminal.event({ error: told }, '');
  } else {
    const { bad, dim } = terminal.noteStyle;
    terminal.note(`${bad('✗')} ${line(error.message)}`);
    if (remedy !== undefined) terminal.note(`  ${line(remedy)}`);
    if (verbose && details !== undefined) terminal.note(dim(detailText(details)));
  }
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

function line(text: string): string {
  return harmless(text.replaceAll(/\s+/g, ' ').trim());
}

function detailText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([name, value]) => `  ${name}: ${harmless(typeof value === 'string' ? value : inspect(value))}`)
    .join('\n');
}

function unexpected(cause: unknown): CliError {
  const name = cause instanceof Error ? cause.name : typeof cause;
  return new CliError('internal_error', `Something went wrong in this program (${name}).`, {
    remedy: 'Please report it, with the output of the same command and -v.',
    cause,
    details: { message: cause instanceof Error ? cause.message : String(cause) },
  });
}
