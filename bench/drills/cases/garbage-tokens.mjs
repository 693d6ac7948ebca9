import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { start } from '../children.mjs';
import { Load, summary, told, warmCallers } from '../load.mjs';
import { family, processorTime } from '../../side-by-side/processor.mjs';

const WANTED = 5_000;
const SECONDS = 15;
const RATE = 40;
/** Lines of refusals in a minute at each replica: 300 of each kind, and a minute may begin in between. */
const MOST_LINES = 1_200;
/** The aim is twice the quiet time; callers, attackers and servers on one machine may take this long. */
const LONGEST_P99_MS = 2_000;

export const name = 'garbage-tokens';
export const shows = `${WANTED} requests a second with tokens that prove nothing: good callers are served, the log does not fill`;

export async function run(world, { tell, expect }) {
  const { replicas, publicUrl, tenant, people } = world;
  const next = await warmCallers(world);
  const quiet = new Load(world, next);
  await quiet.during(RATE, () => pause(6_000));
  const wish = {
    ports: replicas.map(({ port }) => port),
    host: new URL(publicUrl).host,
    token: await tenant.keptToken(people[0]),
    rate: WANTED,
    seconds: SECONDS,
  };
  const lines = () => replicas.map(({ log }) => log.split('\n').filter((line) => /"status":4\d\d/.test(line)).length);
  const processor = () => replicas.map(({ pid }) => processorTime(family(pid)));
  const [linesBefore, processorBefore] = [lines(), processor()];
  const load = new Load(world, next);
  let attack;
  await load.during(RATE, async () => {
    const file = fileURLToPath(new URL('../strangers-process.mjs', import.meta.url));
    const child = start(process.execPath, [file, JSON.stringify(wish)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    [attack] = await once(child, 'message');
  });
  const used = processor().map((after, index) => (after - processorBefore[index]) / 1_000_000 / attack.took);
  const written = lines().map((after, index) => after - linesBefore[index]);
  const [still, under] = [summary(quiet.outcomes), summary(load.outcomes)];
  tell(`quiet: ${told(quiet)}`);
  tell(
    `${attack.answered} garbage tokens answered, ${(attack.answered / attack.took).toFixed(0)} a second of ${WANTED} wanted: ${JSON.stringify(attack.statuses)}; ${attack.broken} broken`,
  );
  tell(`good callers: ${told(load)}; p99 ${(under.p99 / still.p99).toFixed(1)} times the quiet one`);
  tell(
    `replicas used ${used.map((each) => each.toFixed(2)).join(' and ')} of a processor, and wrote ${written.join(' and ')} lines of refusals`,
  );
  expect(Object.keys(under.counts).join() === '200', 'good callers were struck');
  expect(
    Object.keys(attack.statuses).every((status) => ['401', '400', '429'].includes(status)),
    'garbage was answered with something else',
  );
  expect(under.p99 <= Math.max(2 * still.p99, LONGEST_P99_MS), 'good callers waited long');
  expect(
    written.every((count) => count <= MOST_LINES),
    'the log filled',
  );
}
