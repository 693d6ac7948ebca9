import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { User } from '../../src/sandbox/directory/types.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf } from '../helpers/refusals.js';

/** `npm run test:volume` sets the full figures: 1,000 users, three tokens each, 100,000 calls. */
const USERS = Number(process.env['VOLUME_USERS'] ?? 150);
const CALLS = Number(process.env['VOLUME_CALLS'] ?? 5_000);
const TOKENS_PER_USER = 3;
const AT_ONCE = 64;
/** One exchange of twenty fails. */
const FAILING = 0.05;

let system: TestSystem;
beforeAll(async () => {
  // An exchange that is given up and made again would be counted twice: on a busy machine it takes its time.
  system = await startTestSystem({ limits: { identityTimeoutMs: 30_000 } });
});
afterAll(() => system.close());

it('C01 gives nobody another user’s answer while identity is slow and fails at random', async () => {
  const crowd = crowdOf(USERS);
  system.tenant.cloud.directory.add(crowd);
  const owned = await Promise.all(
    crowd.flatMap((user) =>
      Array.from({ length: TOKENS_PER_USER }, async (_, device) => ({
        user: user.userPrincipalName,
        token: await system.token(user.userPrincipalName, { uti: `device${device}` }),
      })),
    ),
  );
  system.tenant.cloud.faults.set({ identity: { status: 503, share: FAILING } });

  const { journal } = system.tenant.cloud;
  const exchanges = { good: 0, failed: 0 };
  /** From time to time: the journal keeps its last entries only. */
  const countExchanges = (): void => {
    for (const { side, method, status } of journal.entries)
      if (side === 'identity' && method === 'POST') exchanges[status === 503 ? 'failed' : 'good'] += 1;
    journal.clear();
  };
  const strange: unknown[] = [];
  let refused = 0;
  let left = CALLS;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      if (left % 500 === 0) countExchanges();
      const { user, token } = owned[Math.floor(Math.random() * owned.length)] ?? { user: '', token: '' };
      const { status, body } = await answerOf(await system.get('/v1.0/me', token));
      if (status === 503 && body['code'] === 'identity_unavailable') refused += 1;
      else if (status !== 200 || body['userPrincipalName'] !== user) strange.push([user, status, body['code']]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  expect(strange).toEqual([]);
  countExchanges();
  expect(exchanges.good).toBeLessThanOrEqual(owned.length);
  // Nearly every token is drawn in so many calls, and none is made without an exchange.
  expect(exchanges.good).toBeGreaterThan(owned.length / 2);
  expect(exchanges.failed).toBeGreaterThan(0);
  // Those who wait for the same exchange share its failure.
  expect(refused).toBeGreaterThanOrEqual(exchanges.failed);
  process.stdout.write(
    `${CALLS} calls with ${owned.length} tokens: ${exchanges.good} exchanges, ${exchanges.failed} failed\n`,
  );
}, 600_000);

function crowdOf(count: number): User[] {
  const megan = system.tenant.user('megan@contoso.example');
  return Array.from({ length: count }, (_, place) => {
    const userPrincipalName = `user${place}@contoso.example`;
    return { ...megan, id: randomUUID(), userPrincipalName, mail: userPrincipalName, displayName: `User ${place}` };
  });
}
