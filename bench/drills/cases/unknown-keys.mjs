import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Load, summary, told, warmCallers } from '../load.mjs';
import { head, manyConnections, toReplica } from '../raw-connection.mjs';

const STRANGERS = 3_000;
/** So many of them wait for the next fetch of keys at each replica, beside good callers. */
const MOST_UNDER_WAY = 256 + 64;
const AT_ONCE_MS = 3_000;

export const name = 'unknown-keys';
export const shows = `${STRANGERS} tokens at once that name keys nobody knows: a few wait for new keys, the others are told at once, good callers are served`;

export async function run(world, { tell, expect }) {
  const { replicas } = world;
  const next = await warmCallers(world);
  const load = new Load(world, next);
  const answers = { soon: {}, late: {} };
  let unanswered = STRANGERS;
  let most = 0;
  const look = async () => {
    const counts = await Promise.all(replicas.map((replica) => replica.metric('behalf_requests_in_flight')));
    most = Math.max(most, ...counts);
  };
  const ask = async (socket, token, began) => {
    const status = await answered(world, socket, strange(token));
    unanswered -= 1;
    const kind = answers[performance.now() - began < AT_ONCE_MS ? 'soon' : 'late'];
    kind[status] = (kind[status] ?? 0) + 1;
  };
  await load.during(40, async () => {
    // Somebody asks first, so that the next fetch is a cooldown away.
    await Promise.all(replicas.map((replica) => stranger(world, replica, next().token)));
    const looks = setInterval(() => void look().catch(() => undefined), 200);
    let turn = 0;
    const asked = [];
    await manyConnections(STRANGERS, async () => {
      const { token } = next();
      turn += 1;
      const began = performance.now();
      const socket = await toReplica(replicas[turn % 2]);
      asked.push(ask(socket, token, began));
    });
    await Promise.race([Promise.all(asked), pause(20_000)]);
    clearInterval(looks);
  });
  tell(
    `answered within ${AT_ONCE_MS / 1_000} s: ${JSON.stringify(answers.soon)}, later: ${JSON.stringify(answers.late)}; ${most} requests under way at a replica at most`,
  );
  tell(`good callers: ${told(load)}`);
  expect(unanswered === 0, `${unanswered} strangers were not answered`);
  expect(most <= MOST_UNDER_WAY, 'more waited than may');
  expect((answers.soon[503] ?? 0) > 0, 'nobody was told to come again');
  const statuses = new Set([...Object.keys(answers.soon), ...Object.keys(answers.late)]);
  expect(
    [...statuses].every((status) => ['401', '429', '503'].includes(status)),
    'a stranger was told something else',
  );
  expect(Object.keys(summary(load.outcomes).counts).join() === '200', 'good callers were struck');
}

/** The same token with another key's name; whose signature it is, nobody can tell. */
function strange(token) {
  const [header, payload, signature] = token.split('.');
  const named = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), kid: randomUUID() };
  return `${Buffer.from(JSON.stringify(named)).toString('base64url')}.${payload}.${signature}`;
}

async function stranger(world, replica, token) {
  return answered(world, await toReplica(replica), strange(token));
}

function answered(world, socket, token) {
  return new Promise((resolve) => {
    socket.once('data', (bytes) => {
      resolve(/^HTTP\/1\.1 (\d{3})/.exec(bytes.toString())?.[1]);
      socket.destroy();
    });
    socket.once('close', () => resolve('broken'));
    socket.write(`${head(world, 'GET', '/v1.0/me', { authorization: `Bearer ${token}` })}\r\n`);
  });
}
