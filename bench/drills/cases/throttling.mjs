import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers } from '../load.mjs';

const RATE = 80;
const SECONDS = 10;

export const name = 'throttling';
export const shows =
  'Graph throttles one user who makes half of the calls, then a third of all calls: others go on, and Graph gets hardly more to do';

export async function run(world, { tell, expect }) {
  const { tenant, people } = world;
  const all = await warmCallers(world);
  const [busy] = people;
  const busyToken = await tenant.keptToken(busy);
  let count = 0;
  const load = new Load(world, () => (count++ % 2 === 0 ? { token: busyToken, id: busy.id } : all()));
  const isBusy = ({ id }) => id === busy.id;

  await tenant.misbehave({ graph: { status: 429, retryAfter: 2, user: busy.name } });
  await load.during(RATE, () => pause(SECONDS * 1_000));
  const [struck, others] = [load.outcomes.filter(isBusy), load.outcomes.filter((each) => !isBusy(each))];
  tell(
    `one user throttled: ${JSON.stringify(summary(struck).counts)}; others ${JSON.stringify(summary(others).counts)}, p99 ${summary(others).p99.toFixed(0)} ms`,
  );
  expect(Object.keys(summary(others).counts).join() === '200', 'others were struck');
  expect(
    struck.every(({ status, retryAfter }) => status === 429 && Number(retryAfter) > 0),
    'the throttled user was told something else',
  );

  await tenant.misbehave({ graph: { status: 429, retryAfter: 1, share: 0.33 } });
  const before = await attempts(world);
  const storm = new Load(world, all);
  await storm.during(RATE, () => pause(SECONDS * 1_000));
  await tenant.misbehave();
  const perCall = ((await attempts(world)) - before) / storm.outcomes.length;
  tell(`a third of the calls throttled: ${told(storm)}; ${perCall.toFixed(2)} attempts at Graph for each`);
  const { counts } = summary(storm.outcomes);
  expect(
    Object.keys(counts).every((each) => each === '200' || each.startsWith('429')),
    'a call ended in something else',
  );
  expect(
    storm.outcomes.every(({ status, retryAfter }) => status === 200 || Number(retryAfter) > 0),
    'no Retry-After was passed on',
  );
  expect(perCall <= 1.35, 'Graph got much more to do');
}

async function attempts({ replicas }) {
  const counts = await Promise.all(replicas.map((each) => each.metric('behalf_graph_attempt_duration_seconds_count')));
  return counts.reduce((sum, each) => sum + each, 0);
}
