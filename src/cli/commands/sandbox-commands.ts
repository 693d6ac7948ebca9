import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { amount, count, withOutput } from './options.js';

/** Registers the state and the switches of the embedded tenant. */
export function addSandboxCommands(program: Command): void {
  const sandbox = program
    .command('sandbox')
    .description('state and switches of the embedded tenant')
    .helpCommand('help [command]', 'what a command takes');
  const add = (words: string, description: string, own: (command: Command) => Command = (command) => command) =>
    withOutput(
      own(sandbox.command(words).description(description).optionsGroup('What:'))
        .optionsGroup('Which one:')
        .option('--sandbox <url>', 'its address (default: BEHALF_SANDBOX_URL, or http://localhost:3001)'),
    );
  add('state', 'addresses, tenants, applications').action(async (options) => (await actions()).showState(options));
  add('users', 'who there is, with passwords').action(async (options) => (await actions()).showUsers(options));
  add('user <name>', 'turn a user’s switches', (command) =>
    command
      .addOption(new Option('--consent <is>', 'consent to Graph').choices(['missing', 'given']))
      .addOption(new Option('--mfa <on>', 'Graph wants a second factor').choices(['on', 'off']))
      .addOption(new Option('--disabled <on>', 'cannot sign in').choices(['on', 'off'])),
  ).action(async (user, options) => (await actions()).switchUser(user, options));
  add('revoke <name>', 'end a user’s sessions and tokens').action(async (user, options) =>
    (await actions()).revoke(user, options),
  );
  add('rotate', 'roll the signing keys over', (command) =>
    command.option('--withdraw-old', 'the old keys count no more'),
  ).action(async (options) => (await actions()).rotate(options));
  add('faults', 'let one side fail; the other becomes whole', (command) =>
    command
      .addArgument(new Argument('<side>').choices(['identity', 'graph', 'none']))
      .option('--status <number>', 'answer this', amount)
      .option('--retry-after <seconds>', 'with this Retry-After', amount)
      .option('--delay <ms>', 'answer so much later', amount)
      .option('--hang', 'never answer')
      .addOption(new Option('--reset <when>', 'break the connection').choices(['beforeHeaders', 'midBody']))
      .option('--share <0..1>', 'only so many of the requests', amount)
      .option('--user <name>', 'only for this user'),
  ).action(async (side, options) => (await actions()).setFault(side, options));
  add('reset', 'users, data, faults and journal as at the start').action(async (options) =>
    (await actions()).reset(options),
  );
  add('journal', 'what it received, the newest last', (command) =>
    command.option('--limit <number>', 'so many', count, '20'),
  ).action(async ({ limit, ...options }) => (await actions()).showJournal({ ...options, limit: Number(limit) }));
}

function actions(): Promise<typeof import('../actions/sandbox.js')> {
  return import('../actions/sandbox.js');
}
