// Puts dist/main.js and all it loads into a few files: read one by one, a thousand modules would be most of what a start
// takes. Run by `npm run build`, after the compiler; takes another folder with compiled sources as its argument.
import { readFile, rm } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url)));
const input = resolve(root, 'main.js');

/** Loaded from where they are, or not at all. */
const external = [
  // The production image has none of it, and says so.
  /[\\/]demo[\\/]demo\.js$/,
  // Optional, and others may have loaded it before.
  /^@opentelemetry\//,
  // What Nest and others look for and can do without.
  /^@nestjs\/(?:microservices|platform-express|platform-socket\.io|websockets)(?:\/|$)/,
  /^(?:class-transformer|class-validator|dtrace-provider|mv|safe-json-stringify|source-map-support)(?:\/|$)/,
  /^(?:@apollo\/subgraph|@as-integrations\/fastify|@fastify\/view)(?:\/|$)/,
];

/** A module that reads what lies beside it finds it where it was. */
const ownPlaces = {
  name: 'own-places',
  async load(id) {
    if (!id.startsWith(root + sep)) return null;
    const place = JSON.stringify(`./${relative(root, id).split(sep).join('/')}`);
    return (await readFile(id, 'utf8')).replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
  },
};

const build = await rolldown({
  input,
  platform: 'node',
  external,
  plugins: [ownPlaces],
  onLog(level, log, report) {
    // Others' code is theirs; of ours the compiler has looked at what modules export.
    if (level !== 'warn' || (log.id?.startsWith(root) === true && log.code !== 'IMPORT_IS_UNDEFINED'))
      report(level, log);
  },
});
await build.write({ dir: root, format: "esm", sourcemap: true, entryFileNames: 'main.js', chunkFileNames: 'main-[name].js' });
await build.close();
// It would tell of the file that was here before.

