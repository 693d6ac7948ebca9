import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers } from '../load.mjs';
import { head, manyConnections, toNginx, toReplica } from '../raw-connection.mjs';

const HEADERS = 3_000;
const HEADERS_AT_NGINX = 500;
/** Each begins a call to Graph, with a connection of its own. */
const BODIES = 200;
const RATE = 20;
const DRIP_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** Headers have 12 s, looked at every 2 s; bodies twice 20 s for their first kilobyte; nginx has 15 s and 20 s. The rest is the machine's. */
const LONGEST = { headers: 18, headersAtNginx: 24, bodies: 48 };

export const name = 'slow-clients';
export const shows = `${HEADERS + HEADERS_AT_NGINX} connections send a header byte by byte, ${BODIES} a body: all are ended in time, others are served`;

export async function run(world, { tell, expect }) {
  const [a, b] = world.replicas;
  const next = await warmCallers(world);
  const quiet = new Load(world, next);
  await quiet.during(RATE, () => pause(5_000));
  const load = new Load(world, next);
  const waves = {};
  const headers = () => head(world, 'GET', '/v1.0/me');
  const body = () => `${head(world, 'POST', '/v1.0/me/messages', bodyOf(next()))}\r\n{`;
  await load.during(RATE, async () => {
    waves.headers = await slow(HEADERS, () => toReplica(a), headers, 500);
    waves.headersAtNginx = await slow(HEADERS_AT_NGINX, () => toNginx(world), headers, 100);
    waves.bodies = await slow(BODIES, () => toReplica(b), body, 40);
    await Promise.all(Object.values(waves).map((wave) => wave.ended));
  });
  tell(`quiet: ${told(quiet)}`);
  tell(`meanwhile: ${told(load)}`);
  for (const [kind, { seconds, answers, left }] of Object.entries(waves)) {
    const most = Math.max(...seconds);
    tell(`${kind}: ${seconds.length} ended, the last after ${most.toFixed(1)} s; answers ${JSON.stringify(answers)}`);
    expect(left === 0, `${kind}: ${left} were not ended`);
    expect(most <= LONGEST[kind], `${kind} were ended late`);
  }
  expect(Object.keys(waves.bodies.answers).join() === '408', 'slow bodies were not answered with 408');
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'good callers were struck');
}

const bodyOf = ({ token }) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  'content-length': '20000',
});

/** Opens them, says the beginning on each, and then a byte at a time until the other side ends it. */
async function slow(count, open, beginning, aSecond) {
  const wave = { seconds: [], answers: {}, left: count };
  const waiting = new Set();
  await manyConnections(
    count,
    async () => {
      const socket = await open();
      const began = performance.now();
      waiting.add(socket);
      socket.once('data', (bytes) => {
        const status = /^HTTP\/1\.1 (\d{3})/.exec(bytes.toString())?.[1] ?? 'none';
        wave.answers[status] = (wave.answers[status] ?? 0) + 1;
      });
      socket.once('close', () => {
        waiting.delete(socket);
        wave.seconds.push((performance.now() - began) / 1_000);
        wave.left -= 1;
      });
      socket.write(beginning());
    },
    aSecond,
  );
  const drip = setInterval(() => {
    for (const socket of waiting) if (socket.writable) socket.write('x');
  }, DRIP_MS);
  wave.ended = allEnded(waiting).finally(() => clearInterval(drip));
  return wave;
}

async function allEnded(waiting) {
  for (const end = performance.now() + LONGEST_WAIT_MS; waiting.size > 0 && performance.now() < end;) await pause(100);
  for (const socket of waiting) socket.removeAllListeners('close').destroy();
}
