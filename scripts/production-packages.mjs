import { readFileSync } from 'node:fs';

const IN_MODULES = 'node_modules/';

/** Of a lock file, what production installs: its entries, each with its package's name; optional ones are among them. */
export function productionPackages(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && entry.devOptional !== true)
    .map(([path, entry]) => ({ ...entry, name: path.slice(path.lastIndexOf(IN_MODULES) + IN_MODULES.length) }));
}
