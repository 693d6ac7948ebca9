import { readFileSync } from 'node:fs';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  md: 'text/markdown',
  html: 'text/html',
  txt: 'text/plain',
  jpg: 'image/jpeg',
  svg: 'image/svg+xml',
};

/** A seeded document's bytes; `name` is a path below `seeds/`. */
export function documentBytes(name: string): Buffer {
  return readFileSync(new URL(`seeds/${name}`, import.meta.url));
}

/** Media type by file name. */
export function mediaType(name: string): string {
  return TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
