import type { Command } from 'commander';
import { withAccount, withQuery } from './options.js';

const PATHS = `
PATH is one of Graph's (/me/messages, /beta/me), one of this API's
(/auth/token), or an address at the same server.
Challenges are answered: where Entra wants a further sign-in or consent, you are
led there, and the call is tried once more.`;

/** Registers what calls the API, or Graph. */
export function addCallCommands(program: Command): void {
  withAccount(program.command('me').description('you and your manager, side by side')).action(async (options) =>
    (await import('../actions/people.js')).me(options),
  );
  withAccount(withQuery(program.command('users').description('the users there are'))).action(async (options) =>
    (await import('../actions/people.js')).users(options),
  );
  withAccount(
    withQuery(program.command('get').description('GET a path: a table on a terminal, JSON in a pipe'))
      .argument('[path]', 'such as /me/messages; without one, the endpoint of --config')
      .option('-o, --output <file>', 'save the answer, with a progress bar'),
  )
    .addHelpText('after', PATHS)
    .action(async (path, options) => (await import('../actions/get.js')).get(path, options));
  withAccount(
    program
      .command('post')
      .description('POST a body to a path')
      .argument('<path>')
      .optionsGroup('What to send:')
      .option('--body <file>', 'a file; - for standard input')
      .option('--content-type <type>', 'what the body is', 'application/json'),
  )
    .addHelpText('after', PATHS)
    .action(async (path, options) => (await import('../actions/post.js')).post(path, options));
}
