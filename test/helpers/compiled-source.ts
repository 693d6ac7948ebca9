import { transformFileSync } from '@swc/core';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));
const BUNDLE = fileURLToPath(new URL('../../scripts/bundle.mjs', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/behalf', import.meta.url));

/**
 * Builds `src` as it is now into a fresh folder inside `node_modules`, as `npm run build` does, for tests that start programs of their own.
 * Answers the folder, laid out like `dist`; the caller removes it.
 */
export function compileSource(): string {
  mkdirSync(CACHE, { recursive: true });
  const target = mkdtempSync(join(CACHE, 'dist-'));
  for (const entry of readdirSync(SOURCE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.spec.ts')) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(SOURCE, from));
    mkdirSync(dirname(to), { recursive: true });
    if (entry.name.endsWith('.ts')) writeFileSync(to.replace(/\.ts$/, '.js'), compiled(from));
    else cpSync(from, to);
  }
  execFileSync(process.execPath, [BUNDLE, target], { stdio: 'inherit' });
  return target;
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
