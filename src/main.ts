import './short-lives.js';
import 'reflect-metadata';
import { createApp } from './app.setup.js';
import { listenFailure } from './config/listen-failure.js';
import { readEnvironment } from './config/read-environment.js';
import { ConfigurationError } from './config/load-config.js';
import { Shutdown } from './shutdown.js';
import { tellStarted } from './started.js';

try {
  const config = readEnvironment();
  const app = await createApp(config);
  const shutdown = new Shutdown(app, config.shutdown);
  shutdown.onFailures();
  shutdown.onSignals();
  await app.listen(config.listen.port, config.listen.host).catch((error: unknown) => {
    throw listenFailure(error, { host: 'HOST', port: 'PORT' });
  });
  tellStarted(app);
} catch (error) {
  // Before there is a log: what is wrong with the settings is for the person at the terminal.
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : describe(error)}\n`);
  // What was opened before it failed would keep the process alive.
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? `The API could not start: ${error.message}` : 'The API could not start.';
}
