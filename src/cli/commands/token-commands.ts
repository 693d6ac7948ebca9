import type { Command } from 'commander';
import { withAccount, withOutput } from './options.js';

/** Registers what shows tokens. */
export function addTokenCommands(program: Command): void {
  const add = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .optionsGroup('How:')
      .option('--raw', 'print the token itself, and nothing else');
  withAccount(
    add('token', 'the token: for what, for how long, from where').option(
      '--silent',
      'never ask: fail where somebody would have to sign in; -v says what Entra said',
    ),
  ).action(async (options) => (await import('../actions/token.js')).token(options));
  withAccount(
    add('refresh', 'renew the token if it is about to end').option('--force', 'although it is still good'),
  ).action(async (options) => (await import('../actions/token.js')).token({ ...options, renew: true }));
  withOutput(program.command('decode').description('explain a JWT, claim by claim; it is sent nowhere'))
    .argument('[token]', 'or on standard input')
    .addHelpText('after', '\nExample:\n  behalf token --raw | behalf decode')
    .action(async (token, options) => (await import('../actions/decode.js')).decode(token, options));
}
