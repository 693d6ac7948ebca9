import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';

const state = z.strictObject({
  caller: z.looseObject({ oid: z.string() }),
  expiresOn: z.iso.datetime(),
  graph: z.strictObject({ scopes: z.array(z.string()), expiresOn: z.iso.datetime(), source: z.string() }),
});
type State = z.infer<typeof state>;

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());
beforeEach(() => system.tenant.cloud.journal.clear());
afterEach(() => system.tenant.cloud.directory.reset());

async function stateOf(method: 'GET' | 'POST', path: string, token: string): Promise<State> {
  const answer = await system.send(method, path, token);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  const text = await answer.body.text();
  expect(text).not.toMatch(/eyJ/);
  return state.parse(JSON.parse(text));
}

const exchanges = (): number =>
  system.tenant.cloud.journal.entries.filter(({ assertion }) => assertion !== undefined).length;

describe('a forced refresh', () => {
  it('makes a new Graph token although the old one is good', async () => {
    const token = await system.token('adele@contoso.example');
    await stateOf('GET', '/auth/token', token);
    const refreshed = await stateOf('POST', '/auth/token/refresh', token);
    expect(refreshed.graph.source).toBe('entra');
    expect(exchanges()).toBe(2);
    expect((await stateOf('GET', '/auth/token', token)).graph).toEqual({ ...refreshed.graph, source: 'memory' });
    const sent = system.tenant.cloud.journal.entries.flatMap(({ token: issued }) => issued?.sha256 ?? []);
    expect(new Set(sent).size).toBe(2);
  });

  it('is limited for each user, and for no other', async () => {
    const token = await system.token('nestor@contoso.example');
    for (let each = 0; each < 6; each += 1) await stateOf('POST', '/auth/token/refresh', token);
    const answer = await system.send('POST', '/auth/token/refresh', token);
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await answer.body.json()).toMatchObject({ code: 'rate_limited', remedy: 'retry' });
    expect(exchanges()).toBe(6);
    await stateOf('POST', '/auth/token/refresh', await system.token('lee@contoso.example'));
  });

  it('tells what Entra refuses, and how to go on', async () => {
    const answer = await system.send('POST', '/auth/token/refresh', await system.token('carla@contoso.example'));
    expect(answer.statusCode).toBe(403);
    expect(await answer.body.json()).toMatchObject({ code: 'consent_required', remedy: 'consent' });
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)('is not asked for by %s', async (method) => {
    const answer = await system.send(method, '/auth/token/refresh', await system.token('lee@contoso.example'));
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    expect(await answer.body.json()).toMatchObject({ code: 'method_not_allowed' });
  });
});

describe('forgetting', () => {
  it('answers 204 without a body, and the next call exchanges anew', async () => {
    const token = await system.token('alex@contoso.example');
    await stateOf('GET', '/auth/token', token);
    const answer = await system.send('DELETE', '/auth/token', token);
    expect(answer.statusCode).toBe(204);
    expect(await answer.body.text()).toBe('');
    expect((await stateOf('GET', '/auth/token', token)).graph.source).toBe('entra');
  });

  it('covers every device of the user', async () => {
    const [phone, laptop] = [
      await system.token('alex@contoso.example', { uti: 'phone' }),
      await system.token('alex@contoso.example', { uti: 'laptop' }),
    ];
    await stateOf('GET', '/auth/token', phone);
    await stateOf('GET', '/auth/token', laptop);
    await (await system.send('DELETE', '/auth/token', phone)).body.dump();
    expect((await stateOf('GET', '/auth/token', laptop)).graph.source).toBe('entra');
  });
});

describe.each([
  ['GET', '/auth/token'],
  ['DELETE', '/auth/token'],
  ['POST', '/auth/token/refresh'],
] as const)('%s %s', (method, path) => {
  it('is closed without a token', async () => {
    const answer = await system.send(method, path);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).not.toContain('error=');
    expect(await answer.body.json()).toMatchObject({ code: 'missing_token', remedy: 'sign_in' });
    expect(exchanges()).toBe(0);
  });
});
