import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers } from '../load.mjs';
import { head, manyConnections, toReplica } from '../raw-connection.mjs';

const CONNECTIONS = 10_000;

export const name = 'idle-connections';
export const shows = `${CONNECTIONS} connections to one replica ask once and then say nothing: others are served, the oldest give way where there are too many`;

export async function run(world, { tell, expect }) {
  const [replica] = world.replicas;
  const before = { sockets: replica.sockets, memory: replica.memory };
  const load = new Load(world, await warmCallers(world));
  let during;
  let open = 0;
  await load.during(40, async () => {
    const sockets = await manyConnections(CONNECTIONS, async () => {
      const socket = await toReplica(replica);
      open += 1;
      socket.once('close', () => (open -= 1));
      socket.write(`${head(world, 'GET', '/health/live')}\r\n`);
      return socket.resume();
    });
    await pause(3_000);
    during = { sockets: replica.sockets, memory: replica.memory, open };
    for (const socket of sockets) socket.destroy();
    await pause(2_000);
  });
  tell(
    `${during.open} of them kept open; sockets ${before.sockets} before, ${during.sockets} meanwhile, ${replica.sockets} after; memory ${before.memory.toFixed(0)} MiB before, ${during.memory.toFixed(0)} meanwhile`,
  );
  tell(`meanwhile: ${told(load)}`);
  expect(during.open > 1_000, 'hardly any was kept open');
  expect(replica.sockets <= before.sockets + 80, 'sockets were left');
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'good callers were struck');
}
