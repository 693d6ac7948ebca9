import { existsSync, readFileSync } from 'node:fs';

/** The version of the package this program is in, wherever in it its compiled form lies. */
export function packageVersion(): string {
  let folder = new URL('.', import.meta.url);
  for (;;) {
    const file = new URL('package.json', folder);
    if (existsSync(file)) return versionIn(readFileSync(file, 'utf8'));
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new TypeError('this program is in no package');
    folder = parent;
  }
}

// Without a schema: this runs at every start, and a schema would be most of what a start costs.
function versionIn(text: string): string {
  const content: unknown = JSON.parse(text);
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  throw new TypeError('package.json has no version');
}
