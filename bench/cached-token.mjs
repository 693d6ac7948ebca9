// What a call costs whose token is proven and exchanged already, as the number of users held grows: from the raw token
// to the Graph token, as a request does it, without HTTP. And what memory a million tokens leave behind.
// Run with `npm run bench:cache`. Ratios within one run count, the nanoseconds are this machine's.
import { randomBytes, randomUUID } from 'node:crypto';
import { ProvenTokens, tokenDigest } from '../dist/auth/proven-tokens.js';
import { SystemClock } from '../dist/common/clock.js';
import { KeyRing } from '../dist/common/sealing/key-ring.js';
import { DEFAULT_LIMITS } from '../dist/config/app-config.js';
import { GraphTokens } from '../dist/obo/graph-tokens.js';
import { Partitions } from '../dist/obo/partition.js';
import { Refusals } from '../dist/obo/refusals.js';
import { scopeSets } from '../dist/obo/scope-sets.js';
import { TokenCache } from '../dist/obo/token-cache.js';

const USERS = [10, 1_000, 10_000, 100_000];
const CALLS = 200_000;
const ROUNDS = 5;
const MOST_RATIO = 1.5;
const MiB = 1024 * 1024;
const [TENANT, APPLICATION] = [randomUUID(), randomUUID()];
const CONFIG = {
  identity: { authorityHost: 'https://login.example', clientId: randomUUID() },
  graph: { scopes: ['https://graph.microsoft.com/.default'] },
  limits: DEFAULT_LIMITS,
};
const clock = new SystemClock();
// Strings of their own each time, as an answer of Entra's is.
const graphToken = () => ({
  accessToken: randomBytes(1_200).toString('base64url'),
  ...scopeSets(['User.Read', 'Mail.Read', 'Calendars.Read', 'Files.Read']),
  expiresAt: clock.now() + 3_600_000,
});
// A token of a usual length; only its last characters differ, so that it lies in the processor's cache as one does that
// has just arrived, however many users there are.
const COMMON_PART = randomBytes(1_120).toString('base64url');
const tokenOf = (user) => `${COMMON_PART}.${1_000_000 + user}`;
const principalOf = (assertion) => ({
  // As parsed claims: nothing shared with others.
  ...JSON.parse(
    JSON.stringify({
      tenantId: TENANT,
      userId: randomUUID(),
      clientId: APPLICATION,
      scopes: ['access_as_user'],
      roles: [],
    }),
  ),
  accountType: 'work',
  expiresAt: Math.floor(clock.now() / 1000) + 3_600,
  assertion,
  assertionDigest: tokenDigest(`signed part of ${assertion}`),
});

function room(maxBytes, maxEntries) {
  const memory = new TokenCache(clock, { maxBytes, maxEntries });
  const exchange = { run: () => Promise.resolve(graphToken()) };
  const partitions = new Partitions(new KeyRing([randomBytes(32)]));
  const tokens = new GraphTokens(
    CONFIG,
    clock,
    undefined,
    memory,
    partitions,
    new Refusals(clock),
    exchange,
    undefined,
  );
  return { memory, tokens };
}

function nanoseconds(calls, work) {
  // What filling left behind is no part of a call.
  globalThis.gc?.();
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = process.cpuUsage();
    for (const each of calls) work(each);
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, ((user + system) * 1000) / calls.length);
  }
  return best;
}

async function measured(users) {
  const proven = new ProvenTokens(clock);
  const { memory, tokens } = room(1024 * MiB, users);
  const before = memoryUsed();
  for (let user = 0; user < users; user += 1) proven.remember(tokenOf(user), principalOf(tokenOf(user)));
  const proofs = memoryUsed() - before;
  for (let user = 0; user < users; user += 1) await tokens.get(proven.get(tokenOf(user)));
  if (memory.size !== users) throw new Error('a token was not held');
  const calls = Uint32Array.from({ length: CALLS }, () => Math.floor(Math.random() * users));
  let [provenAnew, exchangedAnew] = [0, 0];
  const whole = nanoseconds(calls, (user) => {
    const caller = proven.get(tokenOf(user));
    if (caller === undefined) provenAnew += 1;
    else if (tokens.cached(caller) === undefined) exchangedAnew += 1;
  });
  const auth = nanoseconds(calls, (user) => proven.get(tokenOf(user)));
  return { users, whole, auth, provenAnew, exchangedAnew, proofs };
}

async function memoryAfter(count, maxBytes) {
  const before = memoryUsed();
  const { memory, tokens } = room(maxBytes, 100_000);
  for (let user = 0; user < count; user += 1) await tokens.get(principalOf(tokenOf(user)));
  return { held: memory.size, grown: memoryUsed() - before };
}

function memoryUsed() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MiB;
}

const ns = (value) => `${value.toFixed(0)} ns`;
const rows = [];
for (const users of USERS) rows.push(await measured(users));
const columns = ['users held', 'CPU per cached call', 'to 10 users', 'auth', 'obo', 'proven anew', 'exchanged anew'];
console.log(columns.join('   '));
const base = rows[0].whole;
for (const { users, whole, auth, provenAnew, exchangedAnew } of rows) {
  const cells = [users, ns(whole), (whole / base).toFixed(2), ns(auth), ns(whole - auth), provenAnew, exchangedAnew];
  console.log(cells.map((cell, place) => String(cell).padStart(columns[place].length)).join('   '));
}
const last = rows.at(-1);
console.log(`\nThe proofs of ${last.users} tokens take ${last.proofs.toFixed(0)} MiB.`);
const BOUND = 64;
const { held, grown } = await memoryAfter(1_000_000, BOUND * MiB);
console.log(
  `1,000,000 tokens passed through a cache bounded to ${BOUND} MiB: ${held} held, memory grew by ${grown.toFixed(0)} MiB.`,
);
const failures = [
  ...(last.whole / base > MOST_RATIO ? [`a cached call costs more than ${MOST_RATIO} times as much`] : []),
  ...(rows.some(({ provenAnew, exchangedAnew }) => provenAnew + exchangedAnew > 0)
    ? ['what is held was not found']
    : []),
  ...(grown > BOUND ? ['the cache outgrew its bound'] : []),
];
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
