import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import { until } from '../until.mjs';
import { largeAnswers } from '../large-answers.mjs';

const STREAMS = 200;
/** From one beginning to the next: each is 10 MB in the embedded Graph's hands. */
const STEP_MS = 75;
/** How long a reader takes for each: the first one still reads when the last one has begun. */
const READ_MS = 60_000;

export const name = 'sigterm-streams';
export const shows = `${STREAMS} streams of 10 MB are under way when both replicas get SIGTERM: all of them end whole`;

export async function run(world, { tell, expect }) {
  const { bytes, callers } = await largeAnswers(world);
  const agent = new Agent({ connect: { ca: world.ca }, connections: STREAMS, bodyTimeout: 100_000 });
  const reader = new Reader(agent, world.publicUrl, bytes);
  const streams = [];
  for (let index = 0; index < STREAMS; index += 1) {
    streams.push(reader.stream(callers[index % callers.length]));
    await pause(STEP_MS);
  }
  await until(() => reader.begun === STREAMS, 60_000, 'not all streams began');
  const atSignal = STREAMS - reader.ended;
  const signalled = performance.now();
  const codes = await Promise.all(world.replicas.map((replica) => replica.stop()));
  const seconds = (performance.now() - signalled) / 1_000;
  await Promise.all(streams);
  await agent.destroy();
  await Promise.all(world.replicas.map((replica) => replica.start()));
  const { whole, failures, again } = reader;
  tell(
    `${atSignal} streams under way at SIGTERM, ${whole} of ${STREAMS} whole; exit codes ${codes.join(', ')} after ${seconds.toFixed(1)} s; ${again} begun again because the embedded Graph did not take them in time`,
  );
  expect(atSignal === STREAMS, 'some had ended before');
  expect(failures.length === 0, `streams broke: ${[...new Set(failures)].join(', ')}`);
  expect(
    codes.every((code) => code === 0),
    'a replica did not exit with 0',
  );
}

/** Reads at its own pace, and knows what it must get. */
class Reader {
  begun = 0;
  ended = 0;
  whole = 0;
  again = 0;
  failures = [];

  constructor(agent, origin, bytes) {
    Object.assign(this, { agent, origin, bytes });
  }

  async stream(caller) {
    try {
      await this.#read(await this.#begin(caller));
      this.whole += 1;
    } catch (error) {
      this.failures.push(error.message);
    } finally {
      this.ended += 1;
    }
  }

  async #begin({ token, path }) {
    const headers = { authorization: `Bearer ${token}` };
    for (;;) {
      const { statusCode, body } = await this.agent.request({ origin: this.origin, path, method: 'GET', headers });
      if (statusCode === 200) {
        this.begun += 1;
        return body;
      }
      await body.dump();
      if (statusCode !== 502) throw new Error(`status ${statusCode}`);
      this.again += 1;
      await pause(1_000);
    }
  }

  async #read(body) {
    const began = performance.now();
    let read = 0;
    for await (const chunk of body) {
      if (!chunk.equals(this.bytes.subarray(read, read + chunk.length))) throw new Error('other bytes');
      read += chunk.length;
      const ahead = began + (read / this.bytes.length) * READ_MS - performance.now();
      if (ahead > 20) await pause(ahead);
    }
    if (read !== this.bytes.length) throw new Error(`${read} bytes`);
  }
}
