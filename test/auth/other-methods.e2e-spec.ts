import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dispatcher } from 'undici';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf, expectNothingSentOut } from '../helpers/refusals.js';

describe('a method that a path does not take', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
    token = await system.token('megan@contoso.example');
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());

  const send = async (
    method: Dispatcher.HttpMethod,
    path: string,
    credential?: string,
    headers?: Record<string, string>,
  ): Promise<Answer> => answerOf(await system.send(method, path, credential, headers));
  const outcome = ({ status, body, challenge }: Answer): unknown => [status, body['code'], challenge?.['error']];

  it.each<[Dispatcher.HttpMethod, string]>([
    ['PUT', '/auth/token'],
    ['PATCH', '/auth/token'],
    ['POST', '/auth/token?x=/v1.0/'],
    ['GET', '/auth/token/refresh'],
    ['DELETE', '/auth/token/refresh'],
  ])('is told to a proven caller alone: %s %s', async (method, path) => {
    const stranger = await send(method, path);
    expect(outcome(stranger)).toEqual([401, 'missing_token', undefined]);
    expect(stranger.headers['allow']).toBeUndefined();
    expect(stranger.challenge).toEqual({
      realm: 'behalf',
      resource_metadata: `${system.url}/.well-known/oauth-protected-resource`,
    });
    expect(outcome(await send(method, path, 'a.b.c'))).toEqual([401, 'invalid_token', 'invalid_token']);
    expect(outcome(await send(method, path, await system.token('isaiah@fabrikam.example')))).toEqual([
      401,
      'invalid_token',
      'invalid_token',
    ]);
    const caller = await send(method, path, token);
    expect(outcome(caller)).toEqual([405, 'method_not_allowed', undefined]);
    expect(caller.headers['allow']).toMatch(/^[A-Z]+(?:, [A-Z]+)*$/);
    expectNothingSentOut(system);
  });

  it('is no matter of credentials where nothing needs them', async () => {
    for (const path of ['/health/live', '/.well-known/oauth-protected-resource', '/docs'])
      expect(outcome(await send('POST', path))).toEqual([405, 'method_not_allowed', undefined]);
  });

  it('is no matter of credentials where there is nothing at all', async () => {
    for (const path of ['/', '/auth', '/auth/tokens', '/auth/token/', '/AUTH/TOKEN', '/auth/token/refresh/x'])
      for (const method of ['GET', 'POST', 'DELETE'] as const)
        expect(outcome(await send(method, path))).toEqual([404, 'not_found', undefined]);
  });

  it('is 503 where the keys that would prove the caller cannot be had', async () => {
    const unknownKey = await system.token('megan@contoso.example', {}, { kid: 'somebody-else’s' });
    system.tenant.cloud.faults.set({ identity: { status: 503 } });
    try {
      expect(outcome(await send('PUT', '/auth/token', unknownKey))).toEqual([503, 'identity_unavailable', undefined]);
    } finally {
      system.tenant.cloud.faults.clear();
    }
  });

  it('leaves a preflight alone', async () => {
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'PUT' };
    const answer = await send('OPTIONS', '/auth/token', undefined, headers);
    expect(answer.status).toBe(204);
  });
});
