import { takenPorts } from './port-taken.js';
import { processEnvironment, readSettings, SettingsError } from './settings.js';
import { startTenant } from './tenant.js';

/** The embedded tenant as a process of its own: `npm run sandbox`. Ends by SIGINT or SIGTERM. */
try {
  const settings = readSettings(processEnvironment());
  const taken = await takenPorts(settings, 'tenant');
  if (taken.length > 0) throw new SettingsError(taken.join('\n'));
  const tenant = await startTenant(settings);
  console.log(
    `Embedded tenant (not for production) at ${tenant.origins.http} and ${tenant.origins.https}: open ${tenant.origins.http}/`,
  );
  const end = (): void => {
    void tenant.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
