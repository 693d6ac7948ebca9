import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { ServedFiles } from './spa/front-end-server.js';

/** `index.html` of a folder and its script with all it imports in one file, as a front end's build makes it. */
export async function builtPage(folder: string, script: string): Promise<ServedFiles> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rollupOptions: { input: join(folder, script), output: { codeSplitting: false } },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  if (bundle === undefined || !('output' in bundle)) throw new Error('the bundler has made nothing');
  const [{ code }] = bundle.output;
  return {
    '/': { read: () => readFileSync(join(folder, 'index.html')), type: 'text/html; charset=utf-8' },
    [`/${script}`]: { read: () => code, type: 'text/javascript; charset=utf-8' },
  };
}
