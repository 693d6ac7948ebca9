#!/usr/bin/env node
import { CommanderError } from 'commander';
import { UsageError } from './cli.errors.js';
import { EXIT } from './exit-codes.js';
import { behalf } from './program.js';
import { reportFailure } from './report-failure.js';
import { systemCode } from './system-error.js';
import { endEarly } from './terminal/cleanup.js';

process.once('SIGINT', () => endEarly(EXIT.interrupted, true));
process.once('SIGTERM', () => endEarly(EXIT.terminated));
for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
process.on('uncaughtException', (error) => {
  endQuietly(error);
  endEarly(failed(error));
});

const program = behalf();
try {
  await program.parseAsync();
} catch (error) {
  endQuietly(error);
  process.exitCode = failed(error);
}
// What is still open, such as a connection being ended, must not keep the person waiting.
for (const stream of [process.stdout, process.stderr]) await new Promise((written) => stream.write('', written));
process.exit();

/** The reader has what it wanted, as `head` has after some lines. */
function endQuietly(error: unknown): void {
  if (systemCode(error) === 'EPIPE') endEarly(EXIT.pipeClosed);
}

function failed(error: unknown): number {
  const how = {
    json: process.argv.includes('--json'),
    verbose: process.argv.some((each) => /^(?:-v|--verbose)$/.test(each)),
  };
  if (!(error instanceof CommanderError)) return reportFailure(error, how);
  if (error.exitCode === 0) return EXIT.done;
  // Called without a command: the help has been shown.
  if (error.code === 'commander.help') return EXIT.usage;
  const message = error.message.replace(/^error: /, '');
  const command = program.commands.find((each) => each.name() === process.argv[2])?.name();
  const help = command === undefined ? 'behalf --help' : `behalf ${command} --help`;
  return reportFailure(
    new UsageError(`${message.charAt(0).toUpperCase()}${message.slice(1)}`, `${help} shows what there is.`),
    how,
  );
}
