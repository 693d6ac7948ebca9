// Makes of dist what the production image holds: its programs, each with all it loads in a few files, the files of
// packages that they read, and everybody's licences. Nothing in it needs a node_modules beside it.
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notices } from './bundle/notices.mjs';
import { bundleProgram } from './bundle/program.mjs';

const PROGRAMS = ['main.js', 'doctor/main.js'];

const modules = resolve(fileURLToPath(new URL('../node_modules', import.meta.url)));
const root = resolve(fileURLToPath(new URL('../dist', import.meta.url)));

const isNoMap = (path) => !path.endsWith('.map');

const bundles = [];
for (const program of PROGRAMS) bundles.push(await bundleProgram(root, program));

const files = new Set(bundles.flatMap((bundle) => bundle.files));
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && path.endsWith('.js') && !files.has(path)) await rm(path);
}
for (const name of new Set(bundles.flatMap(({ packages }) => packages))) {
  await cp(join(modules, name), join(root, 'node_modules', name), { recursive: true, filter: isNoMap });
}
await writeFile(join(root, 'THIRD-PARTY.txt'), await notices(bundles.flatMap((bundle) => bundle.modules)));
