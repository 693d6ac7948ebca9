import { setTimeout as pause } from 'node:timers/promises';
import { Load, callOnce, summary, told, warmCallers, warmUp } from '../load.mjs';

const FAULTS = [{ hang: true }, { status: 503 }, { reset: 'beforeHeaders' }];
const SECONDS = 8;
/** Those for whom Entra is needed are told after 1.7 s; this machine does everything at once. */
const LONGEST_MS = 2_500;

export const name = 'identity-down';
export const shows =
  'Entra hangs, fails, or breaks connections: those with tokens notice nothing, a new caller is told 503 soon';

export async function run(world, { tell, expect }) {
  const { tenant, people } = world;
  await warmUp(world);
  for (const fault of FAULTS) {
    const load = new Load(world, await warmCallers(world));
    const strangers = [];
    await tenant.misbehave({ identity: fault });
    await load.during(60, async () => {
      for (const end = performance.now() + SECONDS * 1_000; performance.now() < end; await pause(300)) {
        const person = people[strangers.length % people.length];
        strangers.push(await callOnce(world, { token: await tenant.token(person), id: person.id }));
      }
    });
    await tenant.misbehave();
    const news = summary(strangers);
    tell(`${JSON.stringify(fault)}: held tokens: ${told(load)}`);
    tell(
      `${JSON.stringify(fault)}: new callers: ${JSON.stringify(news.counts)}, told after ${news.most.toFixed(0)} ms at most`,
    );
    expect(Object.keys(summary(load.outcomes).counts).join() === '200', `${JSON.stringify(fault)} struck held tokens`);
    expect(Object.keys(news.counts).join() === '503 identity_unavailable', 'a new caller was told something else');
    expect(
      strangers.every(({ retryAfter }) => Number(retryAfter) > 0),
      'a new caller was not told when to come again',
    );
    expect(news.most <= LONGEST_MS, 'a new caller waited long');
  }
  const [person] = people;
  const { status } = await callOnce(world, { token: await tenant.token(person), id: person.id });
  expect(status === 200, 'new callers are not served after it');
}
