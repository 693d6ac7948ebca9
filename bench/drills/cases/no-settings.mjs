import { fileURLToPath } from 'node:url';
import { ended, start } from '../children.mjs';

const VALUE = 'a value that nobody must see';

export const name = 'no-settings';
export const shows = 'a start without what it needs ends, and names what is missing or wrong, never a value';

export async function run(world, { tell, expect }) {
  const file = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
  const child = start(process.execPath, [file], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', AZURE_CLIENT_ID: VALUE, REDIS_URL: VALUE },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
  const code = await ended(child);
  const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'PUBLIC_URLS', 'REDIS_URL'];
  const named = names.filter((each) => said.includes(each));
  tell(`exit code ${code}; names ${named.join(', ')}`);
  expect(code !== 0, 'it did not end with a failure');
  expect(named.length === names.length, 'it did not name all of them');
  expect(!said.includes(VALUE), 'it told a value');
}
