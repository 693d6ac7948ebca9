import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from './helpers/api.js';
import { startTestSystem } from './helpers/api.js';

const profile = z.object({ userPrincipalName: z.string(), id: z.string() });
const problem = z.looseObject({ code: z.string(), error: z.looseObject({ code: z.string() }).optional() });

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

describe('a request’s way', () => {
  it('answers /v1.0/me with the profile of the token’s user', async () => {
    const answer = await system.get('/v1.0/me', await system.token('megan@contoso.example'));
    expect(answer.statusCode).toBe(200);
    expect(profile.parse(await answer.body.json())).toEqual({
      userPrincipalName: 'megan@contoso.example',
      id: system.tenant.user('megan@contoso.example').id,
    });
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'Authorization, Cookie, Origin',
    });
  });

  it('tells what is known of the caller’s tokens, and no token', async () => {
    const token = await system.token('adele@contoso.example');
    const first = await system.get('/auth/token', token);
    expect(first.statusCode).toBe(200);
    const text = await first.body.text();
    expect(text).not.toMatch(/eyJ/);
    expect(JSON.parse(text)).toMatchObject({
      caller: { oid: system.tenant.user('adele@contoso.example').id },
      graph: { source: 'entra', scopes: expect.arrayContaining(['User.Read']) as unknown },
    });
    const second = await system.get('/auth/token', token);
    expect(await second.body.json()).toMatchObject({ graph: { source: 'memory' } });
  });

  it('names in 401 where tokens come from', async () => {
    const refused = await system.get('/auth/token');
    expect(refused.statusCode).toBe(401);
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(String(refused.headers['www-authenticate'])) ?? [];
    expect(address).toBe(`${system.url}/.well-known/oauth-protected-resource`);
    const metadata = await system.get(new URL(address).pathname);
    expect(await metadata.body.json()).toMatchObject({ resource: system.url, bearer_methods_supported: ['header'] });
  });
});

describe('the order of checks', () => {
  const refusal = async (path: string, token?: string, headers?: Record<string, string>): Promise<[number, string]> => {
    const answer = await system.get(path, token, headers);
    return [answer.statusCode, problem.parse(await answer.body.json()).code];
  };

  it('is Host, path, authentication, operation', async () => {
    const token = await system.token('megan@contoso.example');
    expect(await refusal('/v1.0/../x', undefined, { host: 'evil.example' })).toEqual([400, 'invalid_host']);
    expect(await refusal('/v1.0/%2e%2e/x')).toEqual([400, 'invalid_path']);
    expect(await refusal('/v1.0/me/inferenceClassification')).toEqual([401, 'missing_token']);
    expect(await refusal('/v1.0/me/inferenceClassification', token)).toEqual([404, 'operation_not_allowed']);
    expect(await refusal('/nothing/here')).toEqual([404, 'not_found']);
  });
});
