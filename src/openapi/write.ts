import 'reflect-metadata';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createApp } from '../app.setup.js';
import { loadConfig } from '../config/load-config.js';
import { buildDocument } from './document.js';

/** Writes the API's contract to `openapi/openapi.json`; with `--check` compares instead and fails where it drifted. */
const FILE = 'openapi/openapi.json';
const NOBODY = '00000000-0000-0000-0000-000000000000';

const config = loadConfig({
  AZURE_TENANT_ID: NOBODY,
  AZURE_CLIENT_ID: NOBODY,
  AZURE_CLIENT_SECRET: 'none',
  LOG_LEVEL: 'error',
  // Opens subscriptions: the contract has all of the catalogue.
  NOTIFICATION_ORIGINS: 'https://notifications.example',
});
const app = await createApp(config);
const text = `${JSON.stringify(buildDocument(app, config), null, 2)}\n`;
await app.close();

if (!process.argv.includes('--check')) {
  await mkdir('openapi', { recursive: true });
  await writeFile(FILE, text);
} else if ((await readFile(FILE, 'utf8').catch(() => '')) !== text) {
  process.stderr.write(`${FILE} is not what the code says: run "npm run openapi" and commit it\n`);
  process.exitCode = 1;
}
