import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/graph/catalogue/catalogue.js';
import type { TestSystem } from '../../helpers/api.js';
import { startTestSystem } from '../../helpers/api.js';
import { bodyOf, get, post, postBatch, told } from '../batch/batch-client.js';

const isOpen = CATALOGUE.some(({ path }) => path === '/v1.0/subscriptions');

let hooks: Server;
let origin: string;
let system: TestSystem;
beforeAll(async () => {
  // Repeats the token by which Graph makes sure that the address wants its notifications.
  hooks = createServer((request, response) => {
    request.resume();
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'text/plain').end(searchParams.get('validationToken') ?? '');
  });
  hooks.listen(0, '127.0.0.1');
  await once(hooks, 'listening');
  const address = hooks.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  origin = `http://127.0.0.1:${address.port}`;
  const GRAPH_ALLOW = isOpen ? '' : 'GET /v1.0/subscriptions,POST /v1.0/subscriptions,PATCH /v1.0/subscriptions/{id}';
  system = await startTestSystem({ environment: { NOTIFICATION_ORIGINS: origin, GRAPH_ALLOW } });
});
afterAll(async () => {
  await system.close();
  hooks.close();
});

it('a subscription to a listed origin is made at the embedded Graph, alone and within a batch', async () => {
  const token = await system.token('megan@contoso.example');
  const wish = {
    changeType: 'created',
    notificationUrl: `${origin}/hook`,
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
  expect(await alone.json()).toMatchObject({ notificationUrl: `${origin}/hook`, resource: '/me/messages' });

  const answer = await postBatch(system, token, [
    post('/subscriptions', wish, { id: 'good' }),
    post('/subscriptions', { ...wish, notificationUrl: 'http://127.0.0.1:1/hook' }, { id: 'elsewhere' }),
    get('/subscriptions', { id: 'list', dependsOn: ['good'] }),
  ]);
  expect(told(answer)).toEqual({ good: '201', elsewhere: '400 invalid_body', list: '200' });
  expect(bodyOf(answer.of('list'))['value']).toHaveLength(2);
});
