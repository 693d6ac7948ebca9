import 'reflect-metadata';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createApp } from '../app.setup.js';
import { loadConfig } from '../config/load-config.js';
import { CATALOGUE } from '../graph/catalogue/catalogue.js';
import { buildDocument } from './document.js';
import { operationsPage } from './operations-page.js';

/** Writes the API's contract and the page of its operations; with `--check` compares instead and fails where they drifted. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const config = loadConfig({
  AZURE_TENANT_ID: NOBODY,
  AZURE_CLIENT_ID: NOBODY,
  AZURE_CLIENT_SECRET: 'none',
  LOG_LEVEL: 'error',
  // Opens subscriptions and browser sign-in: the contract has all there is.
  NOTIFICATION_ORIGINS: 'https://notifications.example',
  SESSION: 'on',
});
const app = await createApp(config);
const files: Readonly<Record<string, string>> = {
  'openapi/openapi.json': `${JSON.stringify(buildDocument(app, config), null, 2)}\n`,
  'docs/operations.md': operationsPage(CATALOGUE),
};
await app.close();

for (const [file, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`${file} is not what the code says: run "npm run openapi" and commit it\n`);
    process.exitCode = 1;
  }
}
