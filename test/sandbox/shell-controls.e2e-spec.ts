import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestTenant } from '../helpers/tenant.js';
import type { TestTenant } from '../helpers/tenant.js';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterEach(() => control('POST', '/sandbox/reset'));
afterAll(() => tenant.close());

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

async function control(
  method: Method,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; json: unknown }> {
  const answer = await request(`${tenant.origins.http}${path}`, {
    method,
    headers: { ...(method !== 'GET' && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: answer.statusCode, headers: answer.headers, json };
}

const description = z.object({
  api: z.object({ clientId: z.uuid(), tenantId: z.uuid(), scope: z.string() }),
  tenants: z.array(z.object({ domain: z.string() })),
  applications: z.array(
    z.object({
      name: z.string(),
      clientId: z.uuid(),
      tenantId: z.uuid(),
      secret: z.string().optional(),
      redirectUris: z.array(z.string()),
    }),
  ),
  users: z.array(z.object({ userPrincipalName: z.string(), state: z.string() })),
});

async function described(): Promise<z.infer<typeof description>> {
  const answer = await request(`${tenant.origins.http}/sandbox`);
  return description.parse(await answer.body.json());
}

const unsafe: readonly (readonly [Method, string])[] = [
  ['PATCH', '/sandbox/users/megan@contoso.example'],
  ['POST', '/sandbox/users/megan@contoso.example/revoke'],
  ['POST', '/sandbox/keys/rotate'],
  ['PUT', '/sandbox/faults'],
  ['POST', '/sandbox/tokens'],
  ['POST', '/sandbox/reset'],
];

describe('GET /sandbox', () => {
  it('has exactly the members of its contract', async () => {
    const { json } = await control('GET', '/sandbox');
    expect(Object.keys(json ?? {})).toEqual(['origins', 'graph', 'api', 'tenants', 'applications', 'users']);
    expect(json).toMatchObject({
      origins: { http: tenant.origins.http, https: tenant.origins.https, ca: tenant.caPath },
      graph: `${tenant.origins.http}/v1.0`,
      api: { url: tenant.api.http, https: tenant.api.https },
    });
  });

  it('names tenants, applications with their credentials, and users with their states', async () => {
    const { api, tenants, applications, users } = await described();
    expect(tenants.map(({ domain }) => domain)).toEqual(['contoso.example', 'fabrikam.example', 'outlook.example']);
    expect(api.scope).toBe(`api://${api.clientId}/access_as_user`);
    const registration = applications.find(({ name }) => name === 'api');
    expect(registration).toMatchObject({ clientId: api.clientId, tenantId: api.tenantId });
    expect(registration?.secret).toHaveLength(32);
    expect(registration?.redirectUris).toContain(`${tenant.api.http}/auth/callback`);
    expect(applications.find(({ name }) => name === 'cli')).not.toHaveProperty('secret');
    const states = Object.fromEntries(users.map(({ userPrincipalName, state }) => [userPrincipalName, state]));
    expect(states).toMatchObject({
      'megan@contoso.example': 'ready',
      'carla@contoso.example': 'consent',
      'mika@contoso.example': 'mfa',
      'dana@contoso.example': 'disabled',
      'grady_fabrikam.example#EXT#@contoso.example': 'guest',
    });
  });

  it('cannot be embedded or kept by anybody', async () => {
    const { headers } = await control('GET', '/sandbox');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('refuses a page of another origin', async () => {
    for (const origin of ['http://evil.example', 'null', tenant.origins.http.replace('localhost', '127.0.0.1')]) {
      const { status, json } = await control('GET', '/sandbox', undefined, { origin });
      expect(status).toBe(403);
      expect(json).toMatchObject({ code: 'foreign_origin' });
    }
  });

  it('refuses an embedded cross-site request without an Origin, and allows a link', async () => {
    const embedded = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await control('GET', '/sandbox', undefined, embedded)).status).toBe(403);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await control('GET', '/sandbox', undefined, link)).status).toBe(200);
  });
});

describe.each(unsafe)('%s %s', (method, path) => {
  it('refuses a page of another origin', async () => {
    const { status, json, headers } = await control(method, path, {}, { origin: 'http://evil.example' });
    expect(status).toBe(403);
    expect(json).toMatchObject({ code: 'foreign_origin', status: 403 });
    expect(headers['content-type']).toContain('application/problem+json');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('refuses a cross-site request that hides its Origin', async () => {
    const { status } = await control(method, path, {}, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' });
    expect(status).toBe(403);
  });

  it('refuses a foreign Host', async () => {
    expect((await control(method, path, {}, { host: 'evil.example' })).status).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx'])(
    'refuses a body of type %s, which a form of any page can send',
    async (type) => {
      const { status, json } = await control(method, path, '{}', { 'content-type': type });
      expect(status).toBe(415);
      expect(json).toMatchObject({ code: 'unsupported_media_type' });
    },
  );

  it('refuses a request without a type, body or not', async () => {
    const answer = await request(`${tenant.origins.http}${path}`, { method });
    expect(answer.statusCode).toBe(415);
    await answer.body.dump();
  });

  it('names a member it does not know', async () => {
    const { status, json } = await control(method, path, { surprise: 1 });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid_body', errors: [{ member: 'surprise' }] });
  });

  it.each(['[]', '"x"', 'null', '{', '1'])('refuses the body %s', async (body) => {
    // A body of `null` is no object either; only no body at all counts as an empty one.
    expect((await control(method, path, body)).status).toBe(400);
  });

  it('answers no preflight', async () => {
    const answer = await request(`${tenant.origins.http}${path}`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': method },
    });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    await answer.body.dump();
  });
});

describe('the user controls', () => {
  it.each(['consent', 'mfa', 'disabled'] as const)('put a user into the state %s and out of it', async (state) => {
    const path = '/sandbox/users/Megan%40contoso.example';
    expect((await control('PATCH', path, { [state]: true })).json).toMatchObject({ state });
    expect((await control('PATCH', path, { [state]: false })).json).toMatchObject({ state: 'ready' });
  });

  it('are undone by a reset', async () => {
    await control('PATCH', '/sandbox/users/megan@contoso.example', { disabled: true });
    await control('POST', '/sandbox/users/adele@contoso.example/revoke');
    await control('POST', '/sandbox/reset');
    expect(tenant.user('megan@contoso.example').disabled).toBe(false);
    expect(tenant.user('adele@contoso.example').tokensValidFrom).toBe(0);
  });

  it('revoke the tokens issued before now', async () => {
    const before = Date.now();
    expect((await control('POST', '/sandbox/users/megan@contoso.example/revoke')).status).toBe(204);
    expect(tenant.user('megan@contoso.example').tokensValidFrom).toBeGreaterThanOrEqual(before);
    expect(tenant.user('adele@contoso.example').tokensValidFrom).toBe(0);
  });

  it('reach a guest by the user principal name with its #', async () => {
    const path = `/sandbox/users/${encodeURIComponent('grady_fabrikam.example#EXT#@contoso.example')}`;
    expect((await control('PATCH', path, { disabled: true })).json).toMatchObject({ state: 'disabled' });
  });

  it('do not know everybody', async () => {
    const patched = await control('PATCH', '/sandbox/users/nobody@contoso.example', { mfa: true });
    expect([patched.status, patched.json]).toMatchObject([404, { code: 'user_not_found' }]);
    expect((await control('POST', '/sandbox/users/nobody@contoso.example/revoke')).status).toBe(404);
  });

  it('refuse a switch that is no boolean, by its name', async () => {
    const { status, json } = await control('PATCH', '/sandbox/users/megan@contoso.example', { mfa: 'yes' });
    expect([status, json]).toMatchObject([400, { errors: [{ member: 'mfa' }] }]);
  });
});

describe('PUT /sandbox/faults', () => {
  it.each([
    ['graph.share', { graph: { share: 1.5 } }],
    ['graph.share', { graph: { share: -0.1 } }],
    ['identity.status', { identity: { status: 200 } }],
    ['identity.status', { identity: { status: 999 } }],
    ['identity.delayMs', { identity: { delayMs: -1 } }],
    ['graph.reset', { graph: { reset: 'sometimes' } }],
    ['graph.retryAfter', { graph: { status: 429, retryAfter: '1\r\nset-cookie: x' } }],
    ['graph.retryAfter', { graph: { retryAfter: 5 } }],
    ['graph.retries', { graph: { retries: 3 } }],
    ['identity', { identity: true }],
  ])('names %s when it is wrong', async (member, body) => {
    const { status, json } = await control('PUT', '/sandbox/faults', body);
    expect([status, json]).toMatchObject([400, { code: 'invalid_body', errors: [{ member }] }]);
    expect(tenant.cloud.faults.switchedOn).toEqual({});
  });

  it('does not know everybody', async () => {
    const { status } = await control('PUT', '/sandbox/faults', {
      graph: { hang: true, user: 'nobody@contoso.example' },
    });
    expect(status).toBe(404);
  });

  it('replaces what was switched on, and a reset clears it', async () => {
    expect((await control('PUT', '/sandbox/faults', { identity: { status: 503 } })).status).toBe(204);
    await control('PUT', '/sandbox/faults', { graph: { status: 429, retryAfter: 7 } });
    expect(tenant.cloud.faults.switchedOn).toEqual({ graph: { status: 429, retryAfter: 7 } });
    await control('POST', '/sandbox/reset');
    expect(tenant.cloud.faults.switchedOn).toEqual({});
  });
});

describe('the other controls', () => {
  it('show the journal and empty it by a reset', async () => {
    tenant.cloud.journal.record({
      at: new Date().toISOString(),
      side: 'graph',
      method: 'GET',
      path: '/v1.0/me',
      tenantId: null,
      status: 200,
    });
    const { json } = await control('GET', '/sandbox/journal');
    expect(json).toMatchObject({ entries: [{ side: 'graph', path: '/v1.0/me' }] });
    await control('POST', '/sandbox/reset');
    expect((await control('GET', '/sandbox/journal')).json).toEqual({ entries: [] });
  });

  it('mint no token for somebody unknown', async () => {
    const { status, json } = await control('POST', '/sandbox/tokens', { user: 'nobody@contoso.example' });
    expect([status, json]).toMatchObject([404, { code: 'user_not_found' }]);
  });

  it('take a body of 256 KiB and no more', async () => {
    const { status, json } = await control('POST', '/sandbox/tokens', { claims: { filler: 'x'.repeat(262_144) } });
    expect([status, json]).toMatchObject([413, { code: 'body_too_large' }]);
  });
});
