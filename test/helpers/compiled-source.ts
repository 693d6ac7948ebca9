import { transformFileSync } from '@swc/core';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = join(ROOT, 'src');
const CACHE = join(ROOT, 'node_modules/.cache/behalf');
/** What a build depends on beside the sources. */
const PARTS = ['package-lock.json', 'scripts/bundle.mjs', 'scripts/bundle/program.mjs'];
/** After which a build of other sources is nobody's any more, in milliseconds. */
const STALE_MS = 24 * 60 * 60_000;

let known: string | undefined;

/**
 * `src` as it is now, built as `npm run build` does, for tests that start programs of their own: a folder within
 * `node_modules`, laid out like `dist`. One for all tests that do not change it, kept until the sources change.
 */
export function compiledSource(): string {
  if (known !== undefined) return known;
  const place = placeOf(sources());
  known = existsSync(place) ? place : made(place);
  return known;
}

/** The same as a folder of the caller's own, who removes it. */
export function copiedSource(): string {
  const source = compiledSource();
  const own = mkdtempSync(join(CACHE, 'own-'));
  cpSync(source, own, { recursive: true });
  return own;
}

function made(place: string): string {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE).filter((each) => /^(?:dist|new|own)-/.test(each))) {
    const folder = join(CACHE, name);
    const madeAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - madeAt > STALE_MS) rmSync(folder, { recursive: true, force: true });
  }
  const target = mkdtempSync(join(CACHE, 'new-'));
  for (const path of sources()) {
    const from = join(SOURCE, path);
    const to = join(target, path);
    mkdirSync(dirname(to), { recursive: true });
    if (path.endsWith('.ts')) writeFileSync(to.replace(/\.ts$/, '.js'), compiled(from));
    else cpSync(from, to);
  }
  execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.mjs'), target], { stdio: 'inherit' });
  try {
    renameSync(target, place);
  } catch (error) {
    // Another worker was faster.
    rmSync(target, { recursive: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

function placeOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const files = [...paths.map((path) => join('src', path)), ...PARTS];
  for (const path of files)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  return join(CACHE, `dist-${hash.digest('hex').slice(0, 16)}`);
}

/** Relative to `src`, in an order of their own. */
function sources(): readonly string[] {
  return readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)))
    .toSorted();
}

function compiled(file: string): string {
  return transformFileSync(file, {
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  }).code;
}
