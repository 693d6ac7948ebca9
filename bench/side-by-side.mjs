// What a request costs the server process here, and in others that stand between a caller and Graph, measured in one run
// on one machine. Writes docs/benchmarks.md and docs/benchmarks.svg. `npm run bench`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startIdentity } from './side-by-side/identity.mjs';
import { call, compare, introduce } from './side-by-side/measure.mjs';
import { behalf, behalfHolding, floor, haproxy, nginx, replyFrom, textbook } from './side-by-side/participants.mjs';
import { dearest } from './side-by-side/profile.mjs';
import { picture, table, targets } from './side-by-side/report.mjs';

/** Requests of a round; fewer are faster and coarser. */
const CALLS = Number(process.env.BENCH_CALLS ?? 800);
/** Until the compiler has settled. */
const WARM_UP = 12 * CALLS;
/** Many short ones: the ratios of most of them are not those of a moment in which the machine did something else. */
const ROUNDS = 11;
const USERS = 200;
const MANY = [10_000, 100_000];
/** Most of the processor time of each that a warm request here is to take. */
const AIMS = { '@fastify/reply-from, no authentication': 0.9, 'HAProxy with jwt_verify': 1.4, 'Textbook stack': 0.1 };
const AIM_WITH_MANY = 0.01;
const PROFILED_CALLS = 10 * CALLS;
/** Of 10 MB each. */
const LARGE_CALLS = Math.ceil(CALLS / 100);

const folder = mkdtempSync(join(tmpdir(), 'behalf-bench-'));
const graphProcess = fork(fileURLToPath(new URL('side-by-side/graph.mjs', import.meta.url)));
const [graphPort] = await once(graphProcess, 'message');
const identity = await startIdentity(folder);
const world = { ...identity, folder, graph: `http://127.0.0.1:${graphPort}` };
const running = [];
// Made before anything is measured: signing takes this process's time, in which it answers nobody.
for (let user = 0; user < USERS; user += 1) identity.directory.token(user);
const sections = [];

// Whoever stops this stops all of it.
process.on('exit', () => running.forEach(({ child }) => child.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

async function started(promise) {
  const participant = await promise;
  if (participant === undefined) return undefined;
  running.push(participant);
  await introduce(participant, USERS);
  return participant;
}

async function measured(title, participants, path, calls, warmUp = () => CALLS / 4) {
  const results = await compare(participants, path, { rounds: ROUNDS, warmUp, calls });
  const section = table(title, results);
  console.log(section);
  sections.push(section);
  return results;
}

try {
  const first = await started(behalf(world, USERS));
  const bare = [await started(replyFrom(world, USERS)), await started(floor(world, USERS))];
  const inC = [await started(haproxy(world, USERS)), await started(nginx(world, USERS))].filter(Boolean);
  const tutorial = await started(textbook(world, USERS));
  const all = [first, ...bare, ...inC, tutorial];
  const slow = (count) => (participant) => (participant === tutorial ? Math.ceil(count / 4) : count);

  const me = await measured('GET /v1.0/me', all, '/v1.0/me', slow(CALLS), slow(WARM_UP));
  await measured('GET /v1.0/me/messages, 20 of them', all, '/v1.0/me/messages', slow(CALLS / 2));
  await measured('64 KB', all, '/v1.0/me/messages/64k/$value', slow(CALLS / 4));
  await measured(
    '10 MB',
    all,
    '/v1.0/me/messages/10m/$value',
    () => LARGE_CALLS,
    () => LARGE_CALLS,
  );
  for (const participant of [...bare, ...inC, tutorial]) await participant.close();

  const crowds = [first];
  for (const users of MANY) crowds.push(await started(behalfHolding(world, users)));
  const crowded = await started(textbook(world, USERS, MANY[0] - USERS));
  crowds.push(crowded);
  const few = (count) => (participant) => (participant === crowded ? 60 : count);
  const many = await measured('GET /v1.0/me with many users', crowds, '/v1.0/me', few(CALLS), few(WARM_UP));
  for (const participant of crowds) await participant.close();
  const aims = targets([
    ...me.slice(1).flatMap((other) => (other.name in AIMS ? [{ one: me[0], other, most: AIMS[other.name] }] : [])),
    { one: many[1], other: many.at(-1), most: AIM_WITH_MANY },
  ]);
  console.log(aims);
  sections.unshift(aims);

  const profiles = join(folder, 'profiles');
  const profiled = await started(behalf(world, USERS, ['--cpu-prof', '--cpu-prof-dir', profiles]));
  await call(profiled, '/v1.0/me', PROFILED_CALLS);
  await profiled.close();
  const functions = dearest(profiles, 25).map(({ place, share }) => `| ${(share * 100).toFixed(1)} | ${place} |`);
  const profile = `### Where the time of a warm GET /v1.0/me goes\n\nOwn time of each function in percent, ${PROFILED_CALLS} calls, start included.\n\n| % | function |\n| --: | --- |\n${functions.join('\n')}\n`;
  console.log(profile);
  sections.push(profile);
  write([...me, ...many.slice(1)]);
} finally {
  await Promise.allSettled(running.map((participant) => participant.close()));
  graphProcess.disconnect();
  identity.close();
  rmSync(folder, { recursive: true });
}

function write(results) {
  const docs = fileURLToPath(new URL('../docs', import.meta.url));
  mkdirSync(docs, { recursive: true });
  const [{ model }] = cpus();
  writeFileSync(
    join(docs, 'benchmarks.svg'),
    picture('CPU per GET /v1.0/me of the server process, µs, logarithmic', results),
  );
  writeFileSync(
    join(docs, 'benchmarks.md'),
    `# Benchmarks

Written by \`npm run bench\`: on your machine it says your machine's figures. Node.js ${process.version}, ${availableParallelism()} processors (${model.trim()}), load average ${loadavg()[0].toFixed(1)} at the end.

CPU per request is what the operating system accounts to the server process and its children (\`/proc/<pid>/task/*/schedstat\`), median of ${ROUNDS} rounds of ${CALLS} requests in turns (a quarter of them at the textbook stack, and less of large bodies); ratios are medians of those within each round; caller, Graph and identity service are other processes on the same machine. Ratios within one run count; times of answers are those of a machine that does all of this at once, with 16 connections. Every participant is warm: tokens are proven and exchanged, connections open. HAProxy proves each token anew, as it has no memory for that; those without authentication prove nothing.

Behalf runs as shipped, with its log; held users beyond ${USERS} are put into its caches at start, and into the textbook stack's as copies of one entry.

![CPU per request](benchmarks.svg)

${sections.join('\n')}`,
  );
}
