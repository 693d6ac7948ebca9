import { readFileSync } from 'node:fs';

const IN_MODULES = 'node_modules/';

/**
 * Of a lock file, what production installs: its entries, each with its package's name and its `path`. Optional ones are
 * among them, and what a development dependency needs as well (`devOptional`): `npm ci --omit=dev` brings both.
 */
export function productionPackages(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true)
    .map(([path, entry]) => ({ ...entry, path, name: path.slice(path.lastIndexOf(IN_MODULES) + IN_MODULES.length) }));
}
