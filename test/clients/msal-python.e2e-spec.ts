import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../helpers/requires.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { runClient } from './client-process.js';
import { accessToken, certificateOf, claims, secretOf, wishesFor } from './wishes.js';

const PYTHON = '/usr/bin/python3';
const MEGAN = 'megan@contoso.example';
const GRAPH = 'https://graph.microsoft.com';

const HAS_MSAL = spawnSync(PYTHON, ['-c', 'import msal']).status === 0;

function expectRenewal(result: Record<string, unknown>): void {
  expect(result['username']).toBe(MEGAN);
  expect(accessToken(result, 'silent')).toBe(accessToken(result, 'first'));
  expect(accessToken(result, 'forced')).not.toBe(accessToken(result, 'first'));
}

describe.skipIf(lacks('MSAL Python', { 'python3-msal': HAS_MSAL }))('MSAL Python', () => {
  let tenant: TestTenant;
  const apiScope = () => `api://${tenant.cloud.directory.named('api').clientId}/access_as_user`;
  const run = (script: string, application: string, more: Record<string, unknown>) =>
    runClient(tenant, {
      program: PYTHON,
      script: `python/${script}.py`,
      wishes: wishesFor(tenant, application, more),
      user: MEGAN,
    });

  beforeAll(async () => {
    if (!HAS_MSAL) throw new Error('python3-msal is not installed: npm run setup:test installs it');
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it('signs a device in, finds its token again and renews it', async () => {
    const result = await run('device_code', 'cli', { scope: apiScope() });
    expectRenewal(result);
    expect(claims(result)).toMatchObject({ oid: tenant.user(MEGAN).id, scp: 'access_as_user' });
  });

  it('signs in with a code and a proof key', async () => {
    const redirectUri = 'http://localhost:51003';
    for (const scope of [apiScope(), 'User.Read', `${GRAPH}/.default`])
      expectRenewal(await run('authorization_code', 'cli', { scope, redirectUri }));
  });

  it('signs in to a web application at an authority that is configured alone', async () => {
    const authority = `${tenant.origins.https}/${tenant.user(MEGAN).tenantId}/b2c_1_sandbox`;
    const redirectUri = 'http://localhost:51002/getAToken';
    const more = { ...secretOf(tenant, 'web'), authority, scope: apiScope(), redirectUri };
    expectRenewal(await run('authorization_code', 'web', more));
  });

  it('proves an application by secret and by certificate', async () => {
    const { certificate } = certificateOf(tenant, 'daemon');
    const thumbprint = new X509Certificate(readFileSync(certificate)).fingerprint.replaceAll(':', '');
    for (const credential of [secretOf(tenant, 'daemon'), { certificate, thumbprint }]) {
      const result = await run('client_credentials', 'daemon', { ...credential, scope: `${GRAPH}/.default` });
      expect(claims(result)).toMatchObject({ idtyp: 'app', roles: ['User.Read.All', 'Group.Read.All'] });
      expect(accessToken(result, 'silent')).toBe(accessToken(result, 'first'));
    }
  });

  it('exchanges on behalf of a user', async () => {
    const assertion = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
    const scope = `${GRAPH}/.default`;
    const result = await run('on_behalf_of', 'api', { ...secretOf(tenant, 'api'), assertion, scope });
    expect(claims(result)).toMatchObject({ aud: GRAPH, oid: tenant.user(MEGAN).id });
  });

  it('reads a wrong secret as invalid_client', async () => {
    const result = await run('client_credentials', 'daemon', { secret: 'guess', scope: `${GRAPH}/.default` });
    expect(result['first']).toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringMatching(/^AADSTS7000215: /),
    });
  });
});
