import { readFileSync } from 'node:fs';

/** The version of the package this program is in. */
export function packageVersion(): string {
  // Without a schema: this runs at every start, and would be most of what a start costs.
  const file: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof file === 'object' && file !== null && 'version' in file) return String(file.version);
  throw new TypeError('package.json has no version');
}
