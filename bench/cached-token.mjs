// What it costs to find a cached token, as the number of users held grows; and what a million tokens leave in memory.
// Run with `npm run bench:cache`. Ratios within one run count, the nanoseconds are this machine's.
import { randomBytes } from 'node:crypto';
import { entryKey } from '../dist/obo/entry-key.js';
import { TokenCache } from '../dist/obo/token-cache.js';
import { SystemClock } from '../dist/common/clock.js';

const TERMS = {
  authorityHost: 'https://login.example',
  clientId: 'client',
  scopes: ['https://graph.microsoft.com/.default'],
};
const SCOPES = new Set(['user.read', 'mail.read', 'calendars.read', 'files.read']);
const LOOK_UPS = 200_000;
const MiB = 1024 * 1024;
const clock = new SystemClock();
const caller = () => ({
  tenantId: 'tenant',
  userId: randomBytes(16).toString('hex'),
  assertionDigest: randomBytes(32).toString('base64url'),
});
// A string of its own each time, as an answer of Entra's is.
const entry = (name) => ({
  accessToken: randomBytes(1_200).toString('base64url'),
  scopes: SCOPES,
  scopeNames: [...SCOPES],
  expiresAt: clock.now() + 3_600_000,
  until: clock.now() + 3_000_000,
  partition: [name],
});

function nanosecondsPerLookUp(users) {
  const cache = new TokenCache(clock, { maxBytes: 1024 * MiB, maxEntries: users });
  const callers = Array.from({ length: users }, caller);
  for (const each of callers) cache.set(entryKey(each, TERMS), entry(each.userId));
  const order = Array.from({ length: LOOK_UPS }, () => callers[Math.floor(Math.random() * users)]);
  let best = Infinity;
  for (let round = 0; round < 5; round += 1) {
    const began = process.cpuUsage();
    for (const each of order)
      if (cache.get(entryKey(each, TERMS)) === undefined) throw new Error('a held token is missing');
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, ((user + system) * 1000) / LOOK_UPS);
  }
  return best;
}

function mebibytesAfter(count, maxBytes) {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const cache = new TokenCache(clock, { maxBytes, maxEntries: 100_000 });
  for (let each = 0; each < count; each += 1) {
    const one = caller();
    cache.set(entryKey(one, TERMS), entry(one.userId));
  }
  globalThis.gc?.();
  const after = process.memoryUsage();
  return { held: cache.size, grown: (after.heapUsed + after.external - before.heapUsed - before.external) / MiB };
}

const rows = [10, 1_000, 10_000, 100_000].map((users) => ({ users, ns: nanosecondsPerLookUp(users) }));
console.log('users held   CPU per look-up   to 10 users');
for (const { users, ns } of rows)
  console.log(
    `${String(users).padStart(10)}   ${`${ns.toFixed(0)} ns`.padStart(15)}   ${(ns / (rows[0]?.ns ?? ns)).toFixed(2).padStart(11)}`,
  );
const BOUND = 64;
const { held, grown } = mebibytesAfter(1_000_000, BOUND * MiB);
console.log(
  `\n1,000,000 tokens passed through a cache bounded to ${BOUND} MiB: ${held} held, memory grew by ${grown.toFixed(0)} MiB`,
);
