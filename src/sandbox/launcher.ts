import { fileURLToPath } from 'node:url';
import { openDoor } from './door.js';
import { keptServerCredentials } from './installation/certificate-authority.js';
import { Installation } from './installation/installation.js';
import { apiEnvironment } from './launcher/api-environment.js';
import { startChild } from './launcher/child.js';
import type { ExitCode } from './launcher/child.js';
import { Ending } from './launcher/ending.js';
import { tenantDescription } from './launcher/tenant-description.js';
import { NotUpError, waitUntilAnswers } from './launcher/wait-until-answers.js';
import { welcome } from './launcher/welcome.js';
import type { Listening } from './listening.js';
import { takenPorts } from './port-taken.js';
import { processEnvironment, readSettings, SettingsError } from './settings.js';
import type { SandboxSettings } from './settings.js';

const API = fileURLToPath(new URL('../main.js', import.meta.url));
const TENANT = fileURLToPath(new URL('main.js', import.meta.url));

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `npm start`. With nothing configured it starts the embedded tenant, the API that uses it, and a TLS door in front of
 * the API; with a tenant, client or credential configured, or in production, the API alone.
 */
async function launch(): Promise<ExitCode> {
  const environment = processEnvironment();
  const settings = readSettings(environment);
  if (!settings.configuredElsewhere) {
    const taken = await takenPorts(settings, 'everything');
    if (taken.length > 0) throw new SettingsError(taken.join('\n'));
  }
  const ending = new Ending(settings.startedByNpm);
  let failed: ExitCode | undefined;
  try {
    if (settings.configuredElsewhere) ending.take(startChild('The API', API, environment));
    else await startEverything(settings, environment, ending);
    failed = await ending.begun();
  } catch (error) {
    if (!ending.requested.aborted) {
      failed = 1;
      console.error(error instanceof NotUpError ? error.message : error);
    }
  }
  const code = await ending.finish();
  return failed ?? code;
}

async function startEverything(settings: SandboxSettings, environment: Environment, ending: Ending): Promise<void> {
  const tenant = ending.take(startChild('The embedded tenant', TENANT, environment));
  const answer = await waitUntilAnswers(`http://localhost:${settings.port}/sandbox`, tenant, ending.requested);
  const description = tenantDescription.parse(await answer.json());
  await openApiDoor(settings);
  const api = ending.take(startChild('The API', API, apiEnvironment(environment, description)));
  await waitUntilAnswers(`${settings.api.http}/health/live`, api, ending.requested);
  console.log(welcome(description, process.stdout.isTTY ? bold : undefined));
}

/** With the tenant's own certificate, which it has made by now: two of them would not know each other. */
async function openApiDoor(settings: SandboxSettings): Promise<Listening> {
  const installation = new Installation(settings.folder);
  return openDoor({
    host: 'localhost',
    port: settings.apiTlsPort,
    credentials: keptServerCredentials(installation),
    behind: () => ({ host: 'localhost', port: settings.apiPort }),
  });
}

function bold(text: string): string {
  return `\u001B[1m${text}\u001B[22m`;
}

try {
  // The open door would keep the process alive.
  process.exit(await launch());
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
