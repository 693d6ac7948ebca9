import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers } from '../load.mjs';

export const name = 'uncaught-exception';
export const shows =
  'something throws where nobody catches it: the replica says so, finishes what is under way and exits with 1; no call fails';

export async function run(world, { tell, expect }) {
  const [replica] = world.replicas;
  const load = new Load(world, await warmCallers(world));
  let code;
  let seconds;
  await load.during(60, async () => {
    await pause(2_000);
    const began = performance.now();
    replica.strike('throw');
    code = await replica.ended;
    seconds = (performance.now() - began) / 1_000;
    await pause(2_000);
    await replica.start();
    await pause(1_000);
  });
  const isLogged = replica.log.includes('"event":"uncaught_exception"');
  tell(`exit code ${code} after ${seconds.toFixed(1)} s, ${isLogged ? 'logged' : 'not logged'}; ${told(load)}`);
  expect(code === 1, `the exit code is ${code}`);
  expect(isLogged, 'it is not in the log');
  expect(!replica.log.includes('nobody catches this'), 'its text is in the log');
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'calls failed');
}
