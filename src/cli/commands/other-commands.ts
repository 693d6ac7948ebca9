import type { Command } from 'commander';
import { Argument } from 'commander';
import { completions } from '../complete.js';
import { completionScript, SHELLS } from '../completion-scripts.js';

/** Registers the doctor and what shells ask. */
export function addOtherCommands(program: Command): void {
  program
    .command('doctor')
    .description('check the API’s configuration, or explain an error of Entra’s')
    .argument('[error...]', 'such as AADSTS65001, or any text with one')
    .optionsGroup('How:')
    .option('--token <file>', 'with a user’s access token for the API; - for standard input')
    .optionsGroup('Output:')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Reads the API’s own settings: the environment, and .env in development
(see .env.example). Ends with 0 where nothing is wrong, 1 otherwise.

Examples:
  behalf doctor
  behalf token --raw | behalf doctor --token -
  behalf doctor AADSTS65001`,
    )
    .action(async (error: readonly string[], options: { json?: boolean; token?: string }) => {
      const concern = { error: error.join(' '), json: options.json ?? false, token: options.token };
      await (await import('../actions/doctor.js')).doctor(concern);
    });
  program
    .command('completion')
    .description('a script that lets your shell complete this command')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => void process.stdout.write(completionScript(shell)));
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const found = words.at(-2) === '--profile' ? await profiles(words.at(-1)) : completions(program, words);
      process.stdout.write(found.map((each) => `${each}\n`).join(''));
    });
}

async function profiles(started = ''): Promise<readonly string[]> {
  const [{ profileNames }, { stateRoot }] = await Promise.all([
    import('../settings/profile.js'),
    import('../cache/state-folder.js'),
  ]);
  return profileNames(stateRoot()).filter((name) => name.startsWith(started));
}
