import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestSystem } from './helpers/api.js';
import { startTestSystem } from './helpers/api.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

it('answers /v1.0/me with the profile of the token’s user', async () => {
  const answer = await system.get('/v1.0/me', await system.token('megan@contoso.example'));
  expect(answer.statusCode, (await answer.body.text()) + system.log()).toBe(200);
});
