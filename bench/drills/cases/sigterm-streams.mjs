import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import { largeAnswers } from '../large-answers.mjs';

const STREAMS = 200;
/** From one beginning to the next: each is 10 MB in the embedded Graph's hands. */
const STEP_MS = 75;
/** How long a reader takes for each: the first one still reads when the last one has begun. */
const READ_MS = 50_000;

export const name = 'sigterm-streams';
export const shows = `${STREAMS} streams of 10 MB are under way when both replicas get SIGTERM: all of them end whole`;

export async function run(world, { tell, expect }) {
  const { bytes, callers } = await largeAnswers(world);
  const agent = new Agent({ connect: { ca: world.ca }, connections: STREAMS, bodyTimeout: 100_000 });
  let begun = 0;
  const stream = async ({ token, path }) => {
    const headers = { authorization: `Bearer ${token}` };
    const { statusCode, body } = await agent.request({ origin: world.publicUrl, path, method: 'GET', headers });
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
    begun += 1;
    const began = performance.now();
    let read = 0;
    for await (const chunk of body) {
      if (!chunk.equals(bytes.subarray(read, read + chunk.length))) throw new Error('other bytes');
      read += chunk.length;
      const ahead = began + (read / bytes.length) * READ_MS - performance.now();
      if (ahead > 20) await pause(ahead);
    }
    if (read !== bytes.length) throw new Error(`${read} bytes`);
  };
  const streams = [];
  for (let index = 0; index < STREAMS; index += 1) {
    streams.push(stream(callers[index % callers.length]));
    streams.at(-1).catch(() => undefined);
    await pause(STEP_MS);
  }
  const outcomes = Promise.allSettled(streams);
  await pause(3_000);
  const atSignal = begun;
  const signalled = performance.now();
  const codes = await Promise.all(world.replicas.map((replica) => replica.stop()));
  const seconds = (performance.now() - signalled) / 1_000;
  const failures = (await outcomes).filter(({ status }) => status === 'rejected').map(({ reason }) => reason.message);
  await agent.destroy();
  await Promise.all(world.replicas.map((replica) => replica.start()));
  tell(
    `${atSignal} streams under way at SIGTERM, ${STREAMS - failures.length} whole; exit codes ${codes.join(', ')} after ${seconds.toFixed(1)} s`,
  );
  expect(atSignal === STREAMS, 'not all streams had begun');
  expect(failures.length === 0, `streams broke: ${[...new Set(failures)].join(', ')}`);
  expect(
    codes.every((code) => code === 0),
    'a replica did not exit with 0',
  );
}
