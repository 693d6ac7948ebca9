import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedTokenCache } from '../../src/obo/shared-token-cache.js';
import { TokenCache } from '../../src/obo/token-cache.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { withSignature } from '../helpers/forged-tokens.js';
import { answerOf, expectNothingSentOut, expectTokenRefused, expectTokenTaken } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';

describe('tokens that prove nothing', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem();
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());

  it('C07 are refused before any cache is looked at, though the payload is that of a user who is cached', async () => {
    const token = await system.token(MEGAN);
    await expectTokenTaken(system, token, MEGAN);
    const memory = system.api.get(TokenCache, { strict: false });
    const looks = [vi.spyOn(memory, 'get'), vi.spyOn(memory, 'place'), vi.spyOn(memory, 'at')];
    await expectTokenRefused(system, withSignature(token, randomBytes(256)));
    expect(system.api.get(SharedTokenCache, { strict: false })).toBeUndefined();
    for (const look of looks) {
      expect(look).not.toHaveBeenCalled();
      look.mockRestore();
    }
  });

  it('L05 are 5,000 at a time told apart from good ones, and do not fill the log', async () => {
    const token = await system.token(MEGAN);
    await expectTokenTaken(system, token, MEGAN);
    system.tenant.cloud.journal.clear();
    const linesBefore = system.log().split('\n').length;
    const [header = '', payload = ''] = token.split('.');
    let left = 5_000;
    const statuses = new Map<number, number>();
    const stranger = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const garbage = `${header}.${payload}.${randomBytes(left % 2 === 0 ? 256 : 12).toString('base64url')}`;
        const { status } = await answerOf(await system.get('/v1.0/me', garbage));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const strangers = Array.from({ length: 32 }, stranger);
    expectNothingSentOut(system);
    for (let call = 0; call < 20; call += 1) await expectTokenTaken(system, token, MEGAN);
    await Promise.all(strangers);
    expect([...statuses]).toEqual([[401, 5_000]]);
    expect(system.log().split('\n').length - linesBefore).toBeLessThanOrEqual(20 + 300);
  }, 120_000);
});
