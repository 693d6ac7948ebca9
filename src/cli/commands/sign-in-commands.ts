import type { Command } from 'commander';
import type { LoginOptions } from '../actions/login.js';
import type { Method } from '../settings/layer.js';
import { UsageError } from '../cli.errors.js';
import { withAccount } from './options.js';

interface LoginFlags extends LoginOptions {
  readonly device?: boolean;
  readonly browser?: boolean;
  readonly app?: boolean;
}

/** Registers what is about signing in and out. */
export function addSignInCommands(program: Command): void {
  addLogin(program.command('login').description('sign in; nothing happens if you are'));
  withAccount(
    program
      .command('logout')
      .description('forget the account here')
      .optionsGroup('Whom:')
      .option('--all', 'every account of the profile, and tokens of applications'),
  ).action(async (options) => (await import('../actions/accounts.js')).logout(options));
  withAccount(
    program
      .command('accounts')
      .description('who is signed in')
      .optionsGroup('Whom:')
      .option('--use <name>', 'make this the account of the profile'),
  ).action(async (options) => (await import('../actions/accounts.js')).accounts(options));
}

function addLogin(login: Command): void {
  withAccount(
    login
      .optionsGroup('How:')
      .option('--device', 'by a code that you type on any device (the usual way)')
      .option('--browser', 'with the browser of this machine')
      .option('--username <name>', 'with a password, from the terminal or standard input; Microsoft advises against it')
      .option('--app', 'as the application itself, by its secret or certificate')
      .option('--secret-file <file>', 'its secret; - for standard input, or BEHALF_CLIENT_SECRET. Never an argument')
      .option('--certificate <file>', 'PEM file with its certificate and key')
      .option('--force', 'sign in anew, or as somebody else')
      .option('--claims <json>', 'with what a claims challenge asks for'),
  )
    .addHelpText('after', LOGIN_HELP)
    .action(async (flags: LoginFlags) => {
      const method = methodOf(flags);
      await (await import('../actions/login.js')).login({ ...flags, ...(method !== undefined && { method }) });
    });
}

function methodOf({ device, browser, username, app }: LoginFlags): Method | undefined {
  const chosen: readonly (readonly [boolean, Method])[] = [
    [device === true, 'device'],
    [browser === true, 'browser'],
    [username !== undefined, 'password'],
    [app === true, 'app'],
  ];
  const methods = chosen.filter(([isChosen]) => isChosen).map(([, method]) => method);
  if (methods.length > 1)
    throw new UsageError('Those are several ways to sign in.', 'Choose one: --device, --browser, --username or --app');
  return methods[0];
}

const LOGIN_HELP = `
Settings are taken from, the first first:
  flags; the environment (BEHALF_TENANT, BEHALF_CLIENT_ID, BEHALF_AUTHORITY,
  BEHALF_SCOPE, BEHALF_RESOURCE, BEHALF_API_URL, BEHALF_GRAPH_URL,
  BEHALF_ACCOUNT, BEHALF_PROFILE, BEHALF_CONFIG, BEHALF_CLIENT_SECRET,
  BEHALF_CLIENT_CERTIFICATE, BEHALF_SANDBOX_URL, EXTRA_CA_FILE, HTTPS_PROXY,
  NO_PROXY); the file of --config (authority, tenant, client_id, scope, secret,
  endpoint, username; also clientId, scopes, resource, apiUrl, graphUrl, caFile,
  certificate); the profile's last sign-in; and where nothing of all that names
  an application, the embedded tenant at http://localhost:3001.

Examples:
  behalf login                              at the embedded tenant, by a code
  behalf login --tenant contoso.com --client-id ID --api-url https://contoso.com
  behalf login --browser --resource graph --scope User.Read Mail.Read
  BEHALF_CLIENT_SECRET=… behalf login --app --profile job --resource graph
  echo "$PASSWORD" | behalf login --username megan@contoso.example

Brokers (WAM, Company Portal) and SAML assertions are out of scope.`;
