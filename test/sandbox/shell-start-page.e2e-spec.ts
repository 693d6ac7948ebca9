import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestTenant } from '../helpers/tenant.js';
import type { TestTenant } from '../helpers/tenant.js';

const methods = z.enum(['PATCH', 'POST', 'PUT']);
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(() => tenant.close());

async function get(path: string): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const answer = await request(`${tenant.origins.http}${path}`);
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

describe('the start page', () => {
  it('runs nothing but its own script and cannot be framed', async () => {
    const { status, headers, text } = await get('/');
    const policy = String(headers['content-security-policy']);
    expect(status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/<style|<script(?![^>]* src="\/sandbox\/assets\/)| style=| on[a-z]+=/);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('loads nothing from elsewhere, and what it loads is there', async () => {
    const { text } = await get('/');
    const assets = [...text.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g)].map(
      ([, address]) => address,
    );
    expect(assets).toContain('/sandbox/assets/page.css');
    for (const address of assets.filter((each) => each !== 'data:,'))
      expect(await get(String(address))).toMatchObject({ status: 200 });
  });

  it('shows every user, application and tenant', async () => {
    const { text } = await get('/');
    for (const { userPrincipalName, password } of tenant.cloud.directory.allUsers) {
      expect(text).toContain(userPrincipalName);
      expect(text).toContain(password);
    }
    for (const { clientId } of tenant.cloud.directory.applications) expect(text).toContain(clientId);
    for (const { id } of tenant.cloud.directory.tenants) expect(text).toContain(id);
  });

  it('names in its buttons only controls that exist', async () => {
    const { text } = await get('/');
    const controls = new Map(
      [...text.matchAll(/data-control="(PATCH|POST|PUT) ([^"]+)"/g)].map(
        ([, method, path]) => [`${method} ${path}`, { method: methods.parse(method), path }] as const,
      ),
    );
    expect(controls.size).toBeGreaterThan(20);
    for (const { method, path } of controls.values()) {
      const { statusCode, body } = await request(`${tenant.origins.http}${path}`, { method });
      await body.dump();
      // The guard of an existing control refuses what is not JSON; 404 would be a path nobody serves.
      expect([method, path, statusCode]).toEqual([method, path, 415]);
    }
  });

  it('shows what the journal says as text, whatever a client put into its path', async () => {
    tenant.cloud.journal.record({
      at: new Date().toISOString(),
      side: 'graph',
      method: 'GET',
      path: '/v1.0/<script>alert(1)</script>',
      tenantId: null,
      status: 404,
    });
    const { text } = await get('/');
    expect(text).toContain('/v1.0/&lt;script&gt;');
    expect(text).not.toContain('<script>alert');
  });
});
