import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers } from '../load.mjs';
import { head, manyConnections, toReplica } from '../raw-connection.mjs';

const FILES = 600;
const CROWD = 1_500;

export const name = 'few-files';
export const shows = `a replica that may open ${FILES} files gets ${CROWD} connections that never say all they want: others are served`;

export async function run(world, { tell, expect }) {
  const [replica] = world.replicas;
  await replica.stop();
  await replica.start(FILES);
  const load = new Load(world, await warmCallers(world));
  let sockets;
  await load.during(40, async () => {
    const crowd = await manyConnections(CROWD, async () => {
      const socket = await toReplica(replica);
      socket.write(head(world, 'GET', '/v1.0/me'));
      return socket.resume();
    });
    sockets = replica.sockets;
    await pause(3_000);
    for (const socket of crowd) socket.destroy();
    await pause(1_000);
  });
  const { log } = replica;
  await replica.stop();
  await replica.start();
  tell(`${sockets} sockets at most; ${told(load)}`);
  expect(sockets < FILES, 'it took more than it may');
  expect(log.includes('connections_crowded'), 'it did not say that it was crowded');
  expect(!log.includes('EMFILE'), 'it ran out of files');
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'good callers were struck');
}
