// What finding the token of a cached call costs, as the number of users held grows: from the raw token to the Graph
// token, as a request does it, without HTTP (`cached-call.mjs` measures the whole call). And what memory a million
// tokens leave behind. Run with `npm run bench:cache`. Ratios within one run count, the nanoseconds are this machine's.
import { randomBytes, randomUUID } from 'node:crypto';
import { PROOFS_MAX_BYTES, ProvenTokens, tokenDigest } from '../dist/auth/proven-tokens.js';
import { SystemClock } from '../dist/common/clock.js';
import { KeyRing } from '../dist/common/sealing/key-ring.js';
import { DEFAULT_LIMITS } from '../dist/config/app-config.js';
import { GraphTokens } from '../dist/obo/graph-tokens.js';
import { Partitions } from '../dist/obo/partition.js';
import { Refusals } from '../dist/obo/refusals.js';
import { scopeSets } from '../dist/obo/scope-sets.js';
import { TokenCache } from '../dist/obo/token-cache.js';
import { callerOf, graphTokenText, tokenOf } from './tokens.mjs';

const USERS = [10, 1_000, 10_000, 100_000];
const CALLS = 40_000;
const ROUNDS = 9;
const MOST_RATIO = 1.5;
const MiB = 1024 * 1024;
const BOUND = 64;
const MANY = 1_000_000;
const CONFIG = {
  identity: { authorityHost: 'https://login.example', clientId: randomUUID() },
  graph: { scopes: ['https://graph.microsoft.com/.default'] },
  limits: DEFAULT_LIMITS,
};
const clock = new SystemClock();
const origin = { tenantId: randomUUID(), clientId: randomUUID(), tokenDigest };
const graphToken = () => ({
  accessToken: graphTokenText(),
  ...scopeSets(['User.Read', 'Mail.Read', 'Calendars.Read', 'Files.Read']),
  expiresAt: clock.now() + 3_600_000,
});

function room(maxBytes, maxEntries) {
  const memory = new TokenCache(clock, { maxBytes, maxEntries });
  const exchange = { run: () => Promise.resolve(graphToken()) };
  const partitions = new Partitions(new KeyRing([randomBytes(32)]));
  const refusals = new Refusals(clock);
  const tokens = new GraphTokens(CONFIG, clock, undefined, memory, partitions, refusals, exchange, undefined);
  return { memory, tokens, proven: new ProvenTokens(clock) };
}

/** Proves and exchanges the tokens from the first user to the last. */
async function pass({ tokens, proven }, count) {
  for (let user = 0; user < count; user += 1) {
    const token = tokenOf(user);
    await tokens.get(proven.remember(token, callerOf(token, origin)));
  }
}

function memoryUsed() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MiB;
}

function nanoseconds(calls, work) {
  const began = process.cpuUsage();
  for (const each of calls) work(each);
  const { user, system } = process.cpuUsage(began);
  return ((user + system) * 1000) / calls.length;
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const failures = [];

const held = [];
for (const users of USERS) {
  const own = room(1024 * MiB, users);
  await pass(own, users);
  if (own.memory.size !== users) throw new Error('a token was not held');
  const calls = Uint32Array.from({ length: CALLS }, () => Math.floor(Math.random() * users));
  held.push({ users, calls, ...own, whole: [], digest: [], lost: 0 });
}
globalThis.gc?.();
// In turns: what else the machine does strikes all alike.
for (let round = 0; round < ROUNDS; round += 1) {
  for (const each of held) {
    const { calls, proven, tokens, whole, digest } = each;
    digest.push(nanoseconds(calls, (user) => tokenDigest(tokenOf(user))));
    whole.push(
      nanoseconds(calls, (user) => {
        const caller = proven.get(tokenOf(user));
        const found = caller && tokens.holder(caller, CONFIG.graph.scopes).cached();
        if (found === undefined) each.lost += 1;
      }),
    );
  }
}
console.log(`Finding the token of a cached call, without HTTP; median of ${ROUNDS} rounds of ${CALLS}:`);
console.log('users held   CPU per look-up   to 10 users   of it SHA-256 of the token   not found');
const base = median(held[0].whole);
for (const { users, whole, digest, lost } of held) {
  const cells = [
    [users, 10],
    [`${median(whole).toFixed(0)} ns`, 15],
    [(median(whole) / base).toFixed(2), 11],
    [`${median(digest).toFixed(0)} ns`, 26],
    [lost, 9],
  ];
  console.log(cells.map(([cell, width]) => String(cell).padStart(width)).join('   '));
}
if (median(held.at(-1).whole) / base > MOST_RATIO)
  failures.push(`finding a token costs more than ${MOST_RATIO} times as much`);
if (held.some(({ lost }) => lost > 0)) failures.push('what is held was not found');
held.length = 0;

const before = memoryUsed();
const bounded = room(BOUND * MiB, 100_000);
await pass(bounded, MANY);
const grown = memoryUsed() - before;
const bounds = BOUND + PROOFS_MAX_BYTES / MiB;
console.log(
  `\n${MANY} tokens passed through a cache bounded to ${BOUND} MiB and the proofs' ${PROOFS_MAX_BYTES / MiB} MiB: ` +
    `${bounded.memory.size} Graph tokens held, memory grew by ${grown.toFixed(0)} MiB.`,
);
if (grown > bounds) failures.push('the caches outgrew their bounds');
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
