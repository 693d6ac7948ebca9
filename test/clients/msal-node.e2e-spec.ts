import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { runClient } from './client-process.js';
import { accessToken, certificateOf, claims, secretOf, wishesFor } from './wishes.js';

const MEGAN = 'megan@contoso.example';
const GRAPH = 'https://graph.microsoft.com';

function expectRenewal(result: Record<string, unknown>): void {
  expect(result['failure']).toBeUndefined();
  expect(accessToken(result, 'silent')).toBe(accessToken(result, 'first'));
  expect(accessToken(result, 'forced')).not.toBe(accessToken(result, 'first'));
}

describe('MSAL Node', () => {
  let tenant: TestTenant;
  const apiScope = () => `api://${tenant.cloud.directory.named('api').clientId}/access_as_user`;
  const run = (script: string, application: string, more: Record<string, unknown>) =>
    runClient(tenant, {
      program: process.execPath,
      script: `node/${script}.mjs`,
      wishes: wishesFor(tenant, application, more),
      user: MEGAN,
    });

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it('signs a device in, finds its token again and renews it', async () => {
    const result = await run('msal-device-code', 'cli', { scope: apiScope() });
    expectRenewal(result);
    expect(claims(result)).toMatchObject({ oid: tenant.user(MEGAN).id, scp: 'access_as_user' });
    expect(result['first']).toMatchObject({ username: MEGAN });
  });

  it.each(['User.Read', `${GRAPH}/User.Read`, `${GRAPH}/.default`])('finds a token for %s again', async (scope) => {
    const { password } = tenant.user(MEGAN);
    expectRenewal(await run('msal-username-password', 'cli', { scope, username: MEGAN, password }));
  });

  it('redeems a code as a web application and as a public client', async () => {
    const web = await run('msal-authorization-code', 'web', {
      ...secretOf(tenant, 'web'),
      scope: apiScope(),
      redirectUri: 'http://localhost:51002/redirect',
    });
    expectRenewal(web);
    const redirectUri = 'http://localhost:51003';
    expectRenewal(await run('msal-authorization-code', 'cli', { scope: apiScope(), redirectUri }));
  });

  it('proves an application by secret and by certificate', async () => {
    const scope = `${GRAPH}/.default`;
    for (const credential of [secretOf(tenant, 'daemon'), certificateOf(tenant, 'daemon')]) {
      const result = await run('msal-client-credentials', 'daemon', { ...credential, scope });
      expectRenewal(result);
      expect(claims(result)).toMatchObject({ idtyp: 'app', roles: ['User.Read.All', 'Group.Read.All'] });
    }
  });

  it('exchanges on behalf of a user', async () => {
    const assertion = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
    for (const scope of [`${GRAPH}/.default`, `${GRAPH}/User.Read`]) {
      const result = await run('msal-on-behalf-of', 'api', { ...secretOf(tenant, 'api'), assertion, scope });
      expectRenewal(result);
      expect(claims(result)).toMatchObject({ aud: GRAPH, oid: tenant.user(MEGAN).id });
    }
  });

  it('reads a wrong secret as invalid_client', async () => {
    const result = await run('msal-client-credentials', 'daemon', { secret: 'guess', scope: `${GRAPH}/.default` });
    expect(result['failure']).toMatchObject({
      errorCode: 'invalid_client',
      message: expect.stringContaining('AADSTS7000215'),
    });
  });

  it('reads missing consent as a need to interact', async () => {
    const assertion = await tenant.identity.mintApiToken({ user: tenant.user('carla@contoso.example') });
    const scope = `${GRAPH}/.default`;
    const result = await run('msal-on-behalf-of', 'api', { ...secretOf(tenant, 'api'), assertion, scope });
    expect(result['failure']).toMatchObject({ name: 'InteractionRequiredAuthError' });
  });
});
