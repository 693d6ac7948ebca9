import { setTimeout as pause } from 'node:timers/promises';
import { summary, told } from '../load.mjs';
import { redisLoad } from '../redis-load.mjs';

const FROZEN_SECONDS = 20;

export const name = 'redis-frozen';
export const shows = `Redis is frozen for ${FROZEN_SECONDS} s while tokens are new and shared: no call fails, none waits long for it`;

export async function run(world, { tell, expect }) {
  const load = redisLoad(world);
  await load.during(load.rate, async () => {
    await pause(2_000);
    world.redis.freeze();
    await pause(FROZEN_SECONDS * 1_000);
    world.redis.thaw();
    await pause(5_000);
  });
  tell(told(load));
  const open = await Promise.all(world.replicas.map((each) => each.metric('behalf_breaker_open', 'redis')));
  tell(`breakers after it: ${open.map((each) => (each === 0 ? 'closed' : 'open')).join(', ')}`);
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'calls failed');
  expect(
    open.every((each) => each === 0),
    'a replica does not use Redis again',
  );
}
