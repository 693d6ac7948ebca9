import { Command } from 'commander';
import { packageVersion } from '../common/package-version.js';
import { addCallCommands } from './commands/call-commands.js';
import { addOtherCommands } from './commands/other-commands.js';
import { addSandboxCommands } from './commands/sandbox-commands.js';
import { addSignInCommands } from './commands/sign-in-commands.js';
import { addTokenCommands } from './commands/token-commands.js';

const AFTER = `
First steps, with the embedded tenant running (npm start):
  behalf login            open the address, type the code
  behalf me               ask the API who you are
  behalf token --raw      a token for other tools

Ends with:
  0 done   1 failed   2 called wrongly   130 interrupted (Ctrl-C)
  141 the reader of the output went away, as with | head   143 terminated

Colours and progress are for terminals only; NO_COLOR turns colours off.
Tokens are kept in the platform's secure store (Keychain, DPAPI, libsecret),
where npm could build what it takes; otherwise in a file only you can read, in
BEHALF_STATE_DIR or XDG_STATE_HOME. BEHALF_CACHE=file asks for the file.`;

/** The command with all that is below it; what they do is loaded when they are called. */
export function behalf(): Command {
  const program = new Command('behalf')
    .description('Sign in, get tokens, and ask this API or Microsoft Graph: at the embedded tenant or a real one.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'what there is')
    .addHelpText('after', AFTER)
    .exitOverride();
  program.commandsGroup('Sign in:');
  addSignInCommands(program);
  program.commandsGroup('Tokens:');
  addTokenCommands(program);
  program.commandsGroup('Call:');
  addCallCommands(program);
  program.commandsGroup('More:');
  addSandboxCommands(program);
  addOtherCommands(program);
  program.helpCommand('help [command]', 'what a command takes');
  return settled(program);
}

/** Every command ends by an exception, says what there is when called wrongly, and keeps help within 80 columns. */
function settled(command: Command): Command {
  command
    .exitOverride()
    .optionsGroup(command.options.some(({ long }) => long === '--json') ? 'Output:' : 'Options:')
    .helpOption('-h, --help', 'what there is')
    .configureOutput({ outputError: () => undefined, getOutHelpWidth: width, getErrHelpWidth: width });
  for (const each of command.commands) settled(each);
  return command;
}

function width(): number {
  return Math.min(process.stdout.columns || 80, 100);
}
