import { Load, summary, told, warmCallers } from '../load.mjs';

const RATE = Number(process.env.DRILLS_RATE ?? 300);

export const name = 'rolling-restart';
export const shows = `one replica after the other is restarted under ${RATE} requests a second, one of twenty a POST: none is lost`;

export async function run(world, { tell, expect }) {
  const next = await warmCallers(world);
  let count = 0;
  const load = new Load(world, () => ({ ...next(), ...(count++ % 20 === 19 && { draft: `Draft ${count}` }) }));
  const codes = [];
  await load.during(RATE, async () => {
    for (const replica of world.replicas) {
      codes.push(await replica.stop());
      await replica.start();
    }
  });
  tell(told(load));
  tell(`exit codes ${codes.join(', ')}`);
  const { counts } = summary(load.outcomes);
  expect(
    codes.every((code) => code === 0),
    'a replica did not exit with 0',
  );
  expect(
    Object.keys(counts).every((status) => status === '200'),
    'requests were lost',
  );
}
