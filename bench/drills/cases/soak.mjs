import { setTimeout as pause } from 'node:timers/promises';
import { Load, freshCallers, summary, told, warmCallers } from '../load.mjs';
import { calm, misfortunes } from '../misfortunes.mjs';
import { risePerMinute } from '../rise.mjs';

const MINUTES = Number(process.env.DRILLS_SOAK_MINUTES ?? 10);
const RATE = 40;
const FAULT_MS = 8_000;
/** So long after its end a fault still explains what came of it: calls under way, breakers, the keys' cooldown. */
const AFTERMATH_MS = 7_000;
const LOOK_MS = 5_000;
/** Memory may still settle until then. */
const WARM_UP_SHARE = 0.4;
const MOST_MIB_PER_MINUTE = 4;

export const name = 'soak';
export const shows = `${MINUTES} minutes with faults at random: nothing is lost, every failure is one its fault explains, memory is level`;
export const seconds = MINUTES * 60;

export async function run(world, { tell, expect }) {
  const [warm, fresh] = [await warmCallers(world), freshCallers(world)];
  let count = 0;
  // One of ten is a token nobody has seen: Entra and Redis have something to do.
  const load = new Load(world, () => (count++ % 10 === 9 ? fresh() : warm()));
  const spells = [];
  const memory = world.replicas.map(() => []);
  const began = Date.now();
  const look = () => world.replicas.forEach((each, index) => memory[index].push([Date.now() - began, each.memory]));
  const looks = setInterval(look, LOOK_MS);
  await load.during(RATE, async () => {
    while (Date.now() - began < MINUTES * 60_000) {
      const misfortune = misfortunes[Math.floor(Math.random() * misfortunes.length)];
      const from = Date.now();
      await misfortune.strike(world);
      await pause(FAULT_MS);
      await calm(world, misfortune);
      spells.push({ ...misfortune, from, to: Date.now() + AFTERMATH_MS });
      await pause(AFTERMATH_MS);
    }
  });
  clearInterval(looks);
  const failures = load.outcomes.filter(({ status }) => status !== 200);
  const unexplained = failures.filter((failure) => !spells.some((spell) => explains(spell, failure)));
  tell(told(load));
  tell(`${spells.length} faults: ${counted(spells.map((spell) => spell.name))}`);
  tell(`${failures.length} calls failed, ${unexplained.length} of them without a fault that explains it`);
  if (unexplained.length > 0) tell(`unexplained: ${JSON.stringify(summary(unexplained).counts)}`);
  expect(unexplained.length === 0, `${unexplained.length} failures are unexplained`);
  expect(!load.outcomes.some(({ status }) => status === 'foreign'), 'somebody got an answer of somebody else');
  for (const [index, { name: replica }] of world.replicas.entries()) {
    const settled = memory[index].filter(([at]) => at > WARM_UP_SHARE * MINUTES * 60_000);
    const rise = risePerMinute(settled);
    const all = settled.map(([, mebibytes]) => mebibytes);
    tell(
      `replica ${replica}: memory ${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)} MiB, ${rise.toFixed(2)} MiB a minute`,
    );
    // Of a few minutes the collector's own rhythm is all there is to see.
    if (MINUTES >= 5) expect(rise <= MOST_MIB_PER_MINUTE, `memory rises at replica ${replica}`);
  }
}

/** A call that was under way while a fault was, and failed as that fault makes calls fail. */
function explains({ from, to, failures }, { at, ms, status, code }) {
  return at + ms >= from && at <= to && failures.includes(`${status} ${code}`);
}

function counted(names) {
  const counts = {};
  for (const each of names) counts[each] = (counts[each] ?? 0) + 1;
  return Object.entries(counts)
    .map(([each, count]) => `${count} × ${each}`)
    .join(', ');
}
