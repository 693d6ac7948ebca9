import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';

/** What every command takes; what is its own is to be added first. */
export function withOutput(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'results and errors for programs')
    .option('-v, --verbose', 'show requests, times and headers, tokens struck out; all of what Entra said');
}

/** What every command takes that works with an account; what is a command's own is to be added first. */
export function withAccount(command: Command): Command {
  return withOutput(
    command
      .optionsGroup('Whose tokens, and for what:')
      .option('--profile <name>', 'settings and tokens of this name (default: "default")')
      .option('--config <file>', 'settings of a JSON file, such as the parameters.json of Microsoft’s samples')
      .option('--account <name>', 'this one of the signed-in accounts')
      .addOption(new Option('--resource <which>', 'what tokens are for').choices(['api', 'graph']))
      .option('--scope <scope...>', 'scopes in full, instead of the resource’s usual ones')
      .option('--tenant <tenant>', 'id or domain; organizations, common, consumers')
      .option('--client-id <id>', 'the application that signs in')
      .option('--authority <url>', 'where to sign in, if not at login.microsoftonline.com')
      .option('--api-url <url>', 'address of this API')
      .option('--graph-url <url>', 'address of Graph, if not the authority’s own')
      .option('--ca-file <file>', 'PEM file of a further certificate authority to trust')
      .option('--sandbox <url>', 'use the embedded tenant at this address')
      .option('--no-cache', 'keep no tokens: neither read nor write any')
      .option('--no-open', 'print addresses, open no browser')
      .option('--interactive', 'ask although this is no terminal')
      .option('--no-interactive', 'never ask'),
  );
}

/** What commands take that read a list. */
export function withQuery(command: Command): Command {
  return command
    .optionsGroup('What to read:')
    .option('--select <members>', 'only these, with commas between ($select)')
    .option('--top <number>', 'so many, or so many a page ($top)', count)
    .option('--all-pages', 'follow the links to the last page');
}

/** A whole number above zero, as its digits. */
export function count(text: string): string {
  if (/^[1-9]\d{0,5}$/.test(text)) return text;
  throw new InvalidArgumentError('It is a number from 1 on.');
}

/** A number that is not negative. */
export function amount(text: string): number {
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number.');
}
