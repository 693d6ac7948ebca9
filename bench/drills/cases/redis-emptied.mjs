import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers, warmUp } from '../load.mjs';
import { redisLoad } from '../redis-load.mjs';

export const name = 'redis-emptied';
export const shows =
  'Redis is emptied, and filled with noise, again and again: no call fails, and no stampede to Entra follows';

export async function run(world, { tell, expect }) {
  // What outages before have made the replicas forget is held again.
  await warmUp(world);
  const fresh = redisLoad(world);
  const warm = new Load(world, await warmCallers(world));
  let noise = 0;
  const before = await exchanges(world);
  await fresh.during(fresh.rate, () =>
    warm.during(40, async () => {
      for (let round = 0; round < 12; round += 1) {
        noise += await world.redis.fillWithNoise();
        await pause(400);
        await world.redis.flush();
        await pause(400);
      }
    }),
  );
  const made = (await exchanges(world)) - before;
  const tokens = Math.ceil(fresh.outcomes.length / 6);
  tell(`new tokens: ${told(fresh)}`);
  tell(`held tokens: ${told(warm)}`);
  tell(`${noise} entries were noise; ${made} exchanges for ${tokens} new tokens at two replicas`);
  const { counts } = summary([...fresh.outcomes, ...warm.outcomes]);
  expect(Object.keys(counts).join() === '200', 'calls failed');
  expect(noise > 0, 'no entry was overwritten');
  // Each replica may exchange each token once, and those of the held that end meanwhile.
  expect(made <= 2 * tokens + world.people.length, 'more exchanges than two for each token');
}

async function exchanges({ replicas }) {
  const counts = await Promise.all(
    replicas.map((each) => each.metric('behalf_exchange_duration_seconds_count', 'grant="on_behalf_of"')),
  );
  return counts.reduce((sum, each) => sum + each, 0);
}
