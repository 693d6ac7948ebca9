import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { ServedFiles } from '../spa/front-end-server.js';

const HERE = import.meta.dirname;

/** The page with its script and the Toolkit in one file, as a front end's build makes it. */
export async function toolkitPage(): Promise<ServedFiles> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: HERE,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rollupOptions: { input: join(HERE, 'toolkit.js'), output: { codeSplitting: false } },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  if (bundle === undefined || !('output' in bundle)) throw new Error('the bundler has made nothing');
  const [{ code }] = bundle.output;
  return {
    '/': { read: () => readFileSync(join(HERE, 'index.html')), type: 'text/html; charset=utf-8' },
    '/toolkit.js': { read: () => code, type: 'text/javascript; charset=utf-8' },
  };
}
