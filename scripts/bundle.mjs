// Puts each program in dist and all it loads into a few files: read one by one, a thousand modules would be most of what a
// start takes. Run by `npm run build`, after the compiler; takes another folder with compiled sources as its argument.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle/program.mjs';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url)));
// Optional dependencies: where they are not installed, the API says so once it is told of a collector.
const OPTIONAL = /^@opentelemetry\//;
for (const program of ['main.js', 'doctor/main.js', 'cli/main.js']) await bundleProgram(root, program, OPTIONAL);
