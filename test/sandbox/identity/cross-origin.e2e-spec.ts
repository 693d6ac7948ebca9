import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { postToken } from './token-client.js';

const PAGE = 'http://localhost:51001';

describe('requests of scripts from other origins', () => {
  let tenant: TestTenant;
  const preflight = (path: string, origin: string, headers = 'x-requested-with') =>
    fetch(`${tenant.origins.http}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
    });

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it.each([
    '/common/v2.0/.well-known/openid-configuration',
    '/common/discovery/v2.0/keys',
    '/common/discovery/instance?authorization_endpoint=x',
  ])('may read %s', async (path) => {
    const response = await fetch(`${tenant.origins.http}${path}`, { headers: { origin: 'https://any.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('may use the token endpoint from a single-page application, whose headers pass', async () => {
    const asked = 'content-type, x-requested-with, client-request-id, x-client-sku, x-evil';
    const response = await preflight('/common/oauth2/v2.0/token', PAGE, asked);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(response.headers.get('access-control-allow-headers')).toBe(
      'content-type, x-requested-with, client-request-id, x-client-sku',
    );
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('lets such an application read a refusal', async () => {
    const answer = await postToken(tenant, 'common', {}, { origin: PAGE });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
  });

  it('keeps the token endpoint from all other origins', async () => {
    const response = await preflight('/common/oauth2/v2.0/token', 'https://any.example');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await postToken(tenant, 'common', {}, { origin: 'https://any.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/common/oauth2/deviceauth', '/oidc/userinfo', '/tenants'])('may not read %s', async (path) => {
    const response = await fetch(`${tenant.origins.http}${path}`, { headers: { origin: PAGE } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});
