// Makes of dist what the production image holds: its programs, each with all it loads in a few files, the files of
// packages that they read, everybody's licences and the bill of materials. Nothing in it needs a node_modules beside it.
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billOfMaterials } from './bill-of-materials.mjs';
import { notices } from './bundle/notices.mjs';
import { packageFolders } from './bundle/package-folders.mjs';
import { bundleProgram } from './bundle/program.mjs';
import { productionPackages } from './production-packages.mjs';

const PROGRAMS = ['main.js', 'doctor/main.js'];

const repository = resolve(fileURLToPath(new URL('..', import.meta.url)));
const modules = join(repository, 'node_modules');
const root = join(repository, 'dist');

const isNoMap = (path) => !path.endsWith('.map');

const bundles = [];
for (const program of PROGRAMS) bundles.push(await bundleProgram(root, program));

const files = new Set(bundles.flatMap((bundle) => bundle.files));
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && path.endsWith('.js') && !files.has(path)) await rm(path);
}
const copied = [...new Set(bundles.flatMap(({ packages }) => packages))];
for (const name of copied) {
  await cp(join(modules, name), join(root, 'node_modules', name), { recursive: true, filter: isNoMap });
}
const bundled = bundles.flatMap((bundle) => bundle.modules);
await writeFile(join(root, 'THIRD-PARTY.txt'), await notices(bundled));

const folders = [...packageFolders(bundled), ...copied.map((name) => join(modules, name))];
const held = new Set(folders.map((folder) => relative(repository, folder).split(sep).join('/')));
const inProduction = productionPackages(join(repository, 'package-lock.json')).filter(({ path }) => held.delete(path));
if (held.size > 0) throw new Error(`no dependency of production: ${[...held].join(', ')}`);
await writeFile(join(root, 'behalf.cdx.json'), billOfMaterials(inProduction));
