import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.mjs';
import { largeAnswers } from '../large-answers.mjs';
import { Load, summary, told, warmCallers } from '../load.mjs';
import { head, toNginx, toReplica } from '../raw-connection.mjs';

const ABORTS = 10_000;
const AT_ONCE = 100;
/** So long Graph takes, and so long callers wait at most. */
const GRAPH_MS = 150;
/** What keep-alive connections to Graph, Redis and nginx may differ by. */
const SOCKETS_MORE = 80;
const MIB_MORE = 48;

export const name = 'client-aborts';
export const shows = `${ABORTS} callers go away before their answer or in the middle of 10 MB, others are served: nothing is left behind`;

export async function run(world, { tell, expect }) {
  const { replicas, tenant } = world;
  const large = (await largeAnswers(world)).callers;
  const next = await warmCallers(world);
  await tenant.misbehave({ graph: { delayMs: GRAPH_MS } });
  const state = () => replicas.map(({ sockets, memory }) => ({ sockets, memory }));
  const before = state();
  const load = new Load(world, next);
  let middle;
  await load.during(20, async () => {
    await storm(world, ABORTS / 2, next, large);
    middle = state();
    await storm(world, ABORTS / 2, next, large);
  });
  await tenant.misbehave();
  const isQuiet = async () => {
    const counts = await Promise.all(replicas.map((each) => each.metric('behalf_requests_in_flight')));
    return counts.every((count) => count === 0);
  };
  await until(isQuiet, 30_000, 'requests were left under way');
  await pause(6_000);
  const after = state();
  for (const [index, { name: replica }] of replicas.entries()) {
    const [first, half, last] = [before[index], middle[index], after[index]];
    tell(
      `replica ${replica}: sockets ${first.sockets} before, ${last.sockets} after; memory ${first.memory.toFixed(0)} MiB before, ${half.memory.toFixed(0)} at half, ${last.memory.toFixed(0)} after; none under way`,
    );
    expect(last.sockets <= first.sockets + SOCKETS_MORE, `sockets were left at replica ${replica}`);
    expect(last.memory <= half.memory + MIB_MORE, `memory grew at replica ${replica}`);
  }
  tell(`good callers meanwhile: ${told(load)}`);
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'good callers were struck');
}

/** One of fifty in the middle of a large answer, one of ten by way of nginx. */
async function storm(world, count, next, large) {
  let left = count;
  const callers = Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      const socket = await (left % 10 === 0 ? toNginx(world) : toReplica(world.replicas[left % 2]));
      if (left % 50 === 25) await inTheMiddle(socket, world, large[left % large.length]);
      else await atAnyTime(socket, world, next());
      socket.destroy();
    }
  });
  await Promise.all(callers);
}

async function atAnyTime(socket, world, { token }) {
  socket.write(`${head(world, 'GET', '/v1.0/me', { authorization: `Bearer ${token}` })}\r\n`);
  await pause(Math.random() * 2 * GRAPH_MS);
}

async function inTheMiddle(socket, world, { token, path }) {
  socket.write(`${head(world, 'GET', path, { authorization: `Bearer ${token}` })}\r\n`);
  let read = 0;
  for await (const chunk of socket) {
    read += chunk.length;
    if (read > 200_000) return;
  }
}
