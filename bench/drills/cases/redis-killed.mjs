import { setTimeout as pause } from 'node:timers/promises';
import { summary, told } from '../load.mjs';
import { redisLoad } from '../redis-load.mjs';

export const name = 'redis-killed';
export const shows = 'Redis is killed and comes back three times while tokens are new and shared: no call fails';

export async function run(world, { tell, expect }) {
  const load = redisLoad(world);
  await load.during(load.rate, async () => {
    for (let round = 0; round < 3; round += 1) {
      await world.redis.kill();
      await pause(3_000);
      await world.redis.run();
      await pause(3_000);
    }
  });
  tell(told(load));
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'calls failed');
}
