import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestSystem } from '../../helpers/api.js';
import { startTestSystem } from '../../helpers/api.js';
import { startRepeatingHook } from '../../helpers/repeating-hook.js';
import { bodyOf, get, post, postBatch, told } from '../batch/batch-client.js';

let hook: Awaited<ReturnType<typeof startRepeatingHook>>;
let system: TestSystem;
beforeAll(async () => {
  hook = await startRepeatingHook();
  system = await startTestSystem({ environment: { NOTIFICATION_ORIGINS: hook.origin } });
});
afterAll(async () => {
  await system?.close();
  await hook?.close();
});

it('a subscription to a listed origin is made at the embedded Graph, alone and within a batch', async () => {
  const token = await system.token('megan@contoso.example');
  const wish = {
    changeType: 'created',
    notificationUrl: `${hook.origin}/hook`,
    resource: '/me/messages',
    expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    clientState: 'é',
  };
  const alone = await fetch(`${system.url}/v1.0/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(wish),
  });
  expect(alone.status).toBe(201);
  expect(await alone.json()).toMatchObject({ notificationUrl: `${hook.origin}/hook`, resource: '/me/messages' });

  const answer = await postBatch(system, token, [
    post('/subscriptions', wish, { id: 'good' }),
    post('/subscriptions', { ...wish, notificationUrl: 'http://127.0.0.1:1/hook' }, { id: 'elsewhere' }),
    get('/subscriptions', { id: 'list', dependsOn: ['good'] }),
  ]);
  expect(told(answer)).toEqual({ good: '201', elsewhere: '400 invalid_body', list: '200' });
  expect(bodyOf(answer.of('list'))['value']).toHaveLength(2);
});
