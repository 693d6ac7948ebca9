import { fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';

const MEGAN = 'megan@contoso.example';
const issued = z.object({ access_token: z.string(), scope: z.string() });
const batch = z.object({
  responses: z.array(z.object({ id: z.string(), status: z.number(), body: z.record(z.string(), z.unknown()) })),
});
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(() => tenant.close());

async function tokenBy(form: Record<string, string>, tenantId: string): Promise<string> {
  const response = await fetch(`${tenant.origins.http}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return issued.parse(await response.json()).access_token;
}

async function tokenOf(userPrincipalName: string, scope: string): Promise<string> {
  const { password, tenantId } = tenant.user(userPrincipalName);
  const { clientId } = tenant.cloud.directory.named('cli');
  return tokenBy(
    { grant_type: 'password', client_id: clientId, username: userPrincipalName, password, scope },
    tenantId,
  );
}

async function get(
  path: string,
  token: string,
  origin = tenant.origins.http,
): Promise<{ status: number; challenge: string | null; json: Record<string, unknown> }> {
  const response = await fetch(`${origin}/v1.0${path}`, {
    headers: { authorization: `Bearer ${token}` },
    dispatcher: tenant.agent,
  });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    json: z.record(z.string(), z.unknown()).parse(await response.json()),
  };
}

describe('the embedded Graph behind the embedded identity provider', () => {
  it('answers a token of the password grant at both addresses, with links on the one asked', async () => {
    const token = await tokenOf(MEGAN, 'https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Read');
    for (const origin of [tenant.origins.http, tenant.origins.https]) {
      const me = await get('/me', token, origin);
      expect([me.status, me.json['userPrincipalName'], me.json['id']]).toEqual([200, MEGAN, tenant.user(MEGAN).id]);
      const mail = await get('/me/messages', token, origin);
      expect(String(mail.json['@odata.nextLink']).startsWith(`${origin}/v1.0/me/messages?`)).toBe(true);
    }
  });

  it('answers batches at both addresses, with links on the one asked', async () => {
    const token = await tokenOf(MEGAN, 'https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Read');
    const requests = [
      { id: '1', method: 'GET', url: '/me/messages?$top=1' },
      { id: '2', method: 'GET', url: '/me' },
    ];
    for (const origin of [tenant.origins.http, tenant.origins.https]) {
      const response = await fetch(`${origin}/v1.0/$batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ requests }),
        dispatcher: tenant.agent,
      });
      const { responses } = batch.parse(await response.json());
      expect(responses.map(({ id, status }) => [id, status])).toEqual([
        ['2', 200],
        ['1', 200],
      ]);
      expect(String(responses[1]?.body['@odata.nextLink']).startsWith(`${origin}/v1.0/me/messages?`)).toBe(true);
    }
  });

  it('enforces the scopes that were granted', async () => {
    const token = await tokenOf(MEGAN, 'https://graph.microsoft.com/User.Read');
    const { status, json } = await get('/me/drive/root/children', token);
    expect([status, json['error']]).toMatchObject([403, { code: 'accessDenied' }]);
  });

  it('answers an application by its roles', async () => {
    const { clientId, secret = '', tenantId } = tenant.cloud.directory.named('daemon');
    const token = await tokenBy(
      {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: 'https://graph.microsoft.com/.default',
      },
      tenantId,
    );
    expect((await get('/users', token)).status).toBe(200);
    expect((await get('/groups', token)).status).toBe(200);
    expect((await get('/me', token)).status).toBe(400);
    expect((await get(`/users/${MEGAN}/messages`, token)).status).toBe(403);
  });

  it('challenges after a revocation until there is a newer token', async () => {
    const token = await tokenOf('adele@contoso.example', 'https://graph.microsoft.com/User.Read');
    tenant.cloud.directory.change(tenant.user('adele@contoso.example'), {
      tokensValidFrom: tenant.cloud.clock.now() + 1,
    });
    const { status, challenge } = await get('/me', token);
    expect(status).toBe(401);
    expect(challenge).toMatch(/error="insufficient_claims", claims="[\w+/]+={0,2}"$/);
    const newer = await tokenOf('adele@contoso.example', 'https://graph.microsoft.com/User.Read');
    expect((await get('/me', newer)).status).toBe(200);
    tenant.cloud.directory.reset();
    expect((await get('/me', token)).status).toBe(200);
  });

  it('refuses a token for this API and one with a broken signature', async () => {
    const forApi = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
    const own = await tokenOf(MEGAN, 'https://graph.microsoft.com/User.Read');
    for (const token of [forApi, own.slice(0, -6)]) {
      const { status, json } = await get('/me', token);
      expect([status, json['error']]).toMatchObject([401, { code: 'InvalidAuthenticationToken' }]);
    }
  });
});
