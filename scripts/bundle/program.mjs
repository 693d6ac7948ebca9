import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';

/** Loaded from where they are, or not at all: what may be missing where a program runs. */
const external = [
  // The production image has none of it, and says so.
  /[\\/]demo[\\/]demo\.js$/,
  // What Nest and others look for and can do without.
  /^@nestjs\/(?:microservices|platform-express|platform-socket\.io|websockets)(?:\/|$)/,
  /^(?:class-transformer|class-validator|dtrace-provider|mv|safe-json-stringify|source-map-support|supports-color)(?:\/|$)/,
  /^(?:@apollo\/subgraph|@as-integrations\/fastify|@fastify\/multipart|@fastify\/view)(?:\/|$)/,
];
/** Packages of which a module reads files. */
const READ = /\bimport\.meta\.resolve\(["']((?:@[^/"']+\/)?[^/"']+)/g;
/** Modules that are named by their place and started as threads: no bundler takes them along. */
const STARTED = /\bnew URL\(["'](\.[^"']+\.js)["'], import\.meta\.url\)/g;

/**
 * Puts a program, a module somewhere in a folder with compiled sources, and all it loads into a few files in its place; the
 * threads it starts are programs as well. Answers which: `files`, and what went into them: `modules`, both as paths; and
 * whose files are read besides: `packages`. Throws where something to be loaded is not there, unless `without` matches it:
 * then it is looked for at run time.
 */
export async function bundleProgram(root, program, without) {
  const input = resolve(root, program);
  const packages = new Set();
  const threads = new Set();

  /** A module that reads what lies beside it finds it where it was. */
  const ownPlaces = {
    name: 'own-places',
    async load(id) {
      if (!id.startsWith(root + sep)) return null;
      const code = await readFile(id, 'utf8');
      for (const [, name] of code.matchAll(READ)) packages.add(name);
      for (const [, place] of code.matchAll(STARTED)) threads.add(relative(root, resolve(dirname(id), place)));
      const place = JSON.stringify(`./${relative(dirname(input), id).split(sep).join('/')}`);
      return code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
    },
  };
  const absent = {
    name: 'absent',
    async resolveId(id, importer, options) {
      if (without?.test(id) !== true) return null;
      return (await this.resolve(id, importer, { ...options, skipSelf: true })) ?? { id, external: true };
    },
  };

  const build = await rolldown({
    input,
    platform: 'node',
    external,
    plugins: [ownPlaces, absent],
    onLog(level, log, report) {
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      // Others' code is theirs; of ours the compiler has looked at what modules export.
      if (level !== 'warn' || (log.id?.startsWith(root) === true && log.code !== 'IMPORT_IS_UNDEFINED'))
        report(level, log);
    },
  });
  const dir = dirname(input);
  const { output } = await build.write({
    dir,
    format: 'esm',
    entryFileNames: basename(input),
    chunkFileNames: `${basename(input, '.js')}-[name].js`,
  });
  await build.close();
  // It would tell of the file that was here before.
  await rm(`${input}.map`, { force: true });
  const bundle = {
    files: output.map(({ fileName }) => resolve(dir, fileName)),
    modules: output.flatMap(({ moduleIds = [] }) => moduleIds),
    packages: [...packages],
  };
  for (const thread of threads) {
    const { files, modules, packages: more } = await bundleProgram(root, thread, without);
    bundle.files.push(...files);
    bundle.modules.push(...modules);
    bundle.packages.push(...more);
  }
  return bundle;
}
