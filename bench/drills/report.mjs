import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../docs/drills.md', import.meta.url));
const cell = (text) => text.replaceAll('|', String.raw`\|`);

/** docs/drills.md: a run of some drills renews their rows. */
export function writeReport(results, order) {
  const [{ model }] = cpus();
  const rows = keptRows();
  for (const result of results) rows.set(result.name, row(result));
  const ordered = order.flatMap(({ name }) => rows.get(name) ?? []);
  writeFileSync(FILE, page(model.trim(), ordered));
}

function keptRows() {
  const lines = existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n') : [];
  return new Map(
    lines.flatMap((line) => {
      const name = /^\| ([a-z-]+) \| /.exec(line)?.[1];
      return name === undefined || name === 'drill' ? [] : [[name, line]];
    }),
  );
}

function row({ name, shows, figures, reasons, first = [], took, idle }) {
  const at = first.length === 0 ? '' : ` at the second try (first: ${first.join('; ')})`;
  const outcome = reasons.length === 0 ? `passed${at}` : `**failed**: ${reasons.join('; ')}`;
  return `| ${name} | ${cell(shows)} | ${figures.map(cell).join('<br>')} | ${cell(outcome)} | ${took.toFixed(0)} | ${(idle * 100).toFixed(0)} % |`;
}

function page(model, rows) {
  return `# Drills

Written by \`npm run drills\`: on your machine it says your machine's figures. Node.js ${process.version}, ${availableParallelism()} processors (${model}).

Two replicas of the built API with NODE_ENV=production behind nginx (the configuration of deploy/compose, with TLS), a Redis, and the embedded tenant as Entra and Graph under names that are not loopback's; callers and attackers are processes on the same machine, so that times are those of a machine that does all of this at once. Good callers ask \`GET /v1.0/me\` of 48 people, and every answer is checked to be that person's. A line tells how many calls there were and how they ended. A drill that fails is held once more, because what else the machine does can be the reason; the table tells so.

To repeat it: \`npm ci && npm run setup:test && npm run drills\`; one alone: \`npm run drills -- redis-frozen\`. The soak takes DRILLS_SOAK_MINUTES (10), the rolling restart has DRILLS_RATE requests a second (300). A run of some of them renews their rows. Nothing but 127.0.0.1 is spoken to. Other lines of their kind are shown by \`npm test\`: log injection (test/canaries.e2e-spec.ts, test/auth/token-header.e2e-spec.ts), a scan of logs at debug level with canaries in every place (test/canaries.e2e-spec.ts), challenges readable by front ends (test/front-end/cors.e2e-spec.ts).

| drill | shows | figures | outcome | seconds | machine idle before |
| --- | --- | --- | --- | --: | --: |
${rows.join('\n')}
`;
}
