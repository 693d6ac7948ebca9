// What `GET /v1.0/me` costs the API's process over HTTP, warm, by the number of users whose tokens it holds: CPU per
// request with everything on. One process for each number, all at the same time and in turns, so that what else the
// machine does strikes all alike. Run with `npm run bench:cache`.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { freePort } from './free-port.mjs';
import { tokenOf } from './tokens.mjs';

const USERS = [10, 10_000, 100_000];
const WARM_UP = 3_000;
const CALLS = 3_000;
const ROUNDS = 7;
const CONNECTIONS = 8;
const MOST_RATIO = 1.5;
const API = new URL('held-users.mjs', import.meta.url);

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

async function api(users, graphPort) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = fork(API, [String(users)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PORT: String(port),
      PUBLIC_URLS: origin,
      AZURE_TENANT_ID: randomUUID(),
      AZURE_CLIENT_ID: randomUUID(),
      AZURE_CLIENT_SECRET: randomUUID(),
      // Nobody there: nothing is to be proven or exchanged any more.
      AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1',
      GRAPH_BASE_URL: `http://127.0.0.1:${graphPort}`,
      DOCS: 'off',
      // Few users call often here; the count itself goes on.
      RATE_LIMIT_PER_MINUTE: '0',
    },
  });
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (said !== 'listening') throw new Error(`the API with ${users} users did not start`);
  return { users, child, pool: new Pool(origin, { connections: CONNECTIONS }), rounds: [] };
}

async function called({ users, pool }, count) {
  let left = count;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const authorization = `Bearer ${tokenOf(Math.floor(Math.random() * users))}`;
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/v1.0/me', headers: { authorization } });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`a cached call was answered ${statusCode}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
}

/** Microseconds since it began. */
async function cpu({ child }) {
  child.send('cpu');
  const [{ user, system }] = await once(child, 'message');
  return user + system;
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const me = Buffer.from(JSON.stringify({ id: randomUUID(), displayName: 'Megan Bowen', mail: 'megan@contoso.example' }));
const graph = createServer((_request, response) =>
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': me.length }).end(me),
);
const graphPort = await listening(graph);
const apis = [];
for (const users of USERS) apis.push(await api(users, graphPort));
for (const each of apis) await called(each, WARM_UP);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const each of apis) {
    const before = await cpu(each);
    await called(each, CALLS);
    each.rounds.push(((await cpu(each)) - before) / CALLS);
  }
}
console.log(`\nThe whole cached call, GET /v1.0/me over HTTP; median of ${ROUNDS} rounds of ${CALLS} calls:`);
console.log('users held   CPU of the API per call   to 10 users');
const base = median(apis[0].rounds);
for (const { users, rounds } of apis) {
  const each = median(rounds);
  console.log(
    `${String(users).padStart(10)}   ${each.toFixed(1).padStart(20)} µs   ${(each / base).toFixed(2).padStart(11)}`,
  );
}
if (median(apis.at(-1).rounds) / base > MOST_RATIO) {
  console.log(`FAILED: a cached call costs more than ${MOST_RATIO} times as much`);
  process.exitCode = 1;
}
for (const { child, pool } of apis) {
  await pool.destroy();
  child.disconnect();
}
graph.close();
graph.closeAllConnections();
