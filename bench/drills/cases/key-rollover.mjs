import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { Load, callOnce, summary, told, warmCallers, warmUp } from '../load.mjs';

const RATE = 40;
/** The cooldown between fetches of keys, and what a fetch may take. */
const LONGEST_MS = 7_000;

export const name = 'key-rollover';
export const shows =
  'Entra signs with a new key, then withdraws the old ones: no good token is refused, no withdrawn one is taken';

export async function run(world, { tell, expect }) {
  const { tenant, people, replicas } = world;
  await warmUp(world);
  const before = await warmCallers(world);
  await tenant.rotateKeys(false);
  const after = await warmCallers(world);
  let count = 0;
  const load = new Load(world, () => (count++ % 2 === 0 ? before() : after()));
  await load.during(RATE, () => pause(10_000));
  tell(`old and new key: ${told(load)}`);
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'tokens of published keys were refused');
  expect(summary(load.outcomes).most <= LONGEST_MS, 'a caller with a new key waited long');

  const { token: withdrawn } = before();
  await tenant.rotateKeys(true);
  const next = await warmCallers(world);
  const newest = new Load(world, next);
  await newest.during(RATE, () => pause(8_000));
  tell(`the newest key alone: ${told(newest)}`);
  expect(Object.keys(summary(newest.outcomes).counts).join() === '200', 'tokens of the newest key were refused');
  const refusals = await Promise.all(replicas.map((replica) => statusAt(replica, world, withdrawn)));
  tell(`a token of a withdrawn key: ${refusals.join(', ')}`);
  expect(
    refusals.every((status) => status === 401),
    'a token of a withdrawn key was taken',
  );
  await warmUp(world);
  const [{ id }] = people;
  expect(
    (await callOnce(world, { token: await tenant.keptToken(people[0]), id })).status === 200,
    'not served after it',
  );
}

async function statusAt({ url }, { publicUrl }, token) {
  const headers = { authorization: `Bearer ${token}`, host: new URL(publicUrl).host };
  const { statusCode, body } = await request(`${url}/v1.0/me`, { headers });
  await body.dump();
  return statusCode;
}
