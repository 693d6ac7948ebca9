import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { claimsOf } from './token-client.js';

const answers = z.record(z.string(), z.unknown());
const RESOURCE = 'api://AzureADTokenExchange';

describe('the machine’s managed identity', () => {
  let tenant: TestTenant;
  let header: string;

  beforeAll(async () => {
    tenant = await startTestTenant();
    const kept = tenant.cloud.installation.readJson('managed-identity.json', z.object({ header: z.string() }));
    header = kept?.header ?? '';
  });
  afterAll(() => tenant.close());

  async function ask(
    path: string,
    query: Record<string, string>,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const { statusCode, body } = await request(`${tenant.origins.http}${path}`, { query, headers });
    return { status: statusCode, body: answers.parse(await body.json()) };
  }
  const workload = (): string => tenant.cloud.directory.named('workload').clientId;
  const good = (version: string): Record<string, string> => ({
    'api-version': version,
    resource: RESOURCE,
    client_id: workload(),
  });

  describe('by the instance metadata service', () => {
    const imds = (query: Record<string, string>, headers: Record<string, string> = { metadata: 'true' }) =>
      ask('/metadata/identity/oauth2/token', query, headers);

    it('is a token of its service principal for the resource asked', async () => {
      const { status, body } = await imds(good('2018-02-01'));
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { token_type: 'Bearer', client_id: workload(), resource: RESOURCE },
      });
      const claims = claimsOf(String(body['access_token']));
      expect(claims).toMatchObject({
        azp: workload(),
        idtyp: 'app',
        iss: `${tenant.origins.https}/${String(claims['tid'])}/v2.0`,
      });
      expect(body['expires_on']).toBe(String(claims['exp']));
      expect(claims['sub']).toBe(claims['oid']);
    });

    it.each([
      ['without its header', {}, {}],
      ['with another value in it', {}, { metadata: 'yes' }],
      ['over a proxy', {}, { metadata: 'true', 'x-forwarded-for': '10.0.0.1' }],
      ['without a version', { 'api-version': '' }, undefined],
      ['of another version', { 'api-version': '2017-09-01' }, undefined],
      ['without a resource', { resource: '' }, undefined],
      ['for no identity in particular', { client_id: '' }, undefined],
    ])('is refused %s', async (_case, changes, headers) => {
      const { status, body } = await imds({ ...good('2018-02-01'), ...changes }, headers);
      expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_request' });
      expect(body['access_token']).toBeUndefined();
    });

    it('is refused for an application that is none', async () => {
      const { status, body } = await imds({
        ...good('2018-02-01'),
        client_id: tenant.cloud.directory.named('daemon').clientId,
      });
      expect({ status, body }).toEqual({
        status: 400,
        body: { error: 'invalid_request', error_description: 'Identity not found' },
      });
    });

    it('is refused for a resource that is not there', async () => {
      const { status, body } = await imds({ ...good('2018-02-01'), resource: 'https://nowhere.example' });
      expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_resource' });
      expect(body['error_description']).toMatch(/^AADSTS500011: /);
    });
  });

  describe('by App Service', () => {
    const appService = (query: Record<string, string>, headers: Record<string, string>) =>
      ask('/msi/token', query, headers);

    it('is a token with its end as text', async () => {
      const { status, body } = await appService(good('2019-08-01'), { 'x-identity-header': header });
      expect({ status, body }).toMatchObject({ status: 200, body: { client_id: workload(), resource: RESOURCE } });
      expect(body['expires_on']).toMatch(/^\d{10}$/);
      expect(body).not.toHaveProperty('expires_in');
    });

    it.each([
      ['without its header', {}, undefined, 401],
      ['with another one', {}, 'guessed', 401],
      ['of another version', { 'api-version': '2018-02-01' }, '', 400],
      ['without a resource', { resource: '' }, '', 400],
      ['for a resource that is not there', { resource: 'https://nowhere.example' }, '', 400],
      ['for no identity in particular', { client_id: '' }, '', 400],
    ])('is refused %s', async (_case, changes, other, expected) => {
      const headers: Record<string, string> = other === undefined ? {} : { 'x-identity-header': other || header };
      const { status, body } = await appService({ ...good('2019-08-01'), ...changes }, headers);
      expect({ status, said: body['statusCode'] }).toEqual({ status: expected, said: expected });
      expect(JSON.stringify(body)).not.toContain(header);
    });
  });
});
