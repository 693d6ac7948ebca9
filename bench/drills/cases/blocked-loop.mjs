import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { Load, summary, told, warmCallers } from '../load.mjs';

export const name = 'blocked-loop';
export const shows =
  'the event loop of a replica stands still for 2 s: it says that it lives, turns away what piled up at most, and goes on';

export async function run(world, { tell, expect }) {
  const [replica] = world.replicas;
  const load = new Load(world, await warmCallers(world));
  let live;
  let goneOnAt;
  await load.during(60, async () => {
    await pause(2_000);
    replica.strike('block');
    await pause(100);
    const { statusCode, body } = await request(`${replica.url}/health/live`);
    await body.dump();
    live = statusCode;
    await pause(3_000);
    goneOnAt = Date.now();
    await pause(3_000);
  });
  tell(`liveness meanwhile ${live}; ${told(load)}`);
  const { counts } = summary(load.outcomes);
  expect(live === 200, 'it did not say that it lives');
  expect(
    Object.keys(counts).every((each) => each === '200' || each === '503 overloaded'),
    'calls failed otherwise',
  );
  const later = summary(load.outcomes.filter(({ at }) => at >= goneOnAt));
  expect(Object.keys(later.counts).join() === '200', 'calls failed after it');
}
