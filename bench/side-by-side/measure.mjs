// Calls a participant, and says what each call took of a processor and of time.
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { family, memory, processorTime } from './processor.mjs';

const MOST_TRIES = 30;

/** Each user's first call, which proves and exchanges; once more where an overloaded machine did not make it in time. */
export async function introduce({ name, pool, token }, count) {
  for (let user = 0; user < count; user += 1) {
    const authorization = `Bearer ${token(user)}`;
    for (let tries = 1; ; tries += 1) {
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/v1.0/me', headers: { authorization } });
      await body.dump();
      if (statusCode === 200) break;
      if (tries === MOST_TRIES) throw new Error(`${name} did not serve a new user: ${statusCode}`);
      await pause(200);
    }
  }
}

/** Each of the connections sends its next request when the last one is answered in full. */
export async function call({ name, pool, connections, token, users }, path, count) {
  const times = [];
  let sent = 0;
  const caller = async () => {
    while (sent < count) {
      const user = sent % users;
      sent += 1;
      const began = performance.now();
      const authorization = `Bearer ${token(user)}`;
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { authorization } });
      if (statusCode !== 200) throw new Error(`${name} answered ${path} with ${statusCode}: ${await body.text()}`);
      await body.dump({ limit: Infinity });
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  return times;
}

const median = (figures) => figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)];

/** How often the processor time of one is that of another, round by round: what slows the machine down slows both. */
export const ratio = (one, other) => median(one.rounds.map((figure, round) => figure / other.rounds[round]));

/** In turns, so that what else the machine does strikes all alike. Answers one figure of each for every participant. */
export async function compare(participants, path, { warmUp, calls, rounds }) {
  const all = participants.map((participant) => ({ participant, processor: [], times: [] }));
  for (const { participant } of all) await call(participant, path, warmUp(participant));
  for (let round = 0; round < rounds; round += 1) {
    for (const { participant, processor, times } of all) {
      const pids = family(participant.child.pid);
      const count = calls(participant);
      const before = processorTime(pids);
      times.push(...(await call(participant, path, count)));
      processor.push((processorTime(pids) - before) / count);
    }
  }
  return all.map(({ participant, processor, times }) => {
    const sorted = times.toSorted((one, other) => one - other);
    return {
      name: participant.name,
      users: participant.users,
      processor: median(processor),
      rounds: processor,
      p50: sorted[Math.floor(sorted.length * 0.5)],
      p99: sorted[Math.floor(sorted.length * 0.99)],
      memory: memory(family(participant.child.pid)),
    };
  });
}
