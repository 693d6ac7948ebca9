import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { runClient } from './client-process.js';
import { accessToken, certificateOf, claims, secretOf, wishesFor } from './wishes.js';

const MEGAN = 'megan@contoso.example';
const GRAPH = 'https://graph.microsoft.com/.default';

describe('@azure/identity', () => {
  let tenant: TestTenant;
  const apiScope = () => `api://${tenant.cloud.directory.named('api').clientId}/access_as_user`;
  const run = (credential: string, application: string, more: Record<string, unknown>) =>
    runClient(tenant, {
      program: process.execPath,
      script: 'node/azure-identity.mjs',
      wishes: wishesFor(tenant, application, { credential, ...more }),
      user: MEGAN,
    });

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it.each([
    ['ClientSecretCredential', 'secret', () => secretOf(tenant, 'daemon')],
    ['ClientCertificateCredential', 'certificate', () => certificateOf(tenant, 'daemon')],
  ])('gets an application’s token by %s and finds it again', async (_name, credential, proof) => {
    const result = await run(credential, 'daemon', { ...proof(), scope: GRAPH });
    expect(claims(result)).toMatchObject({ idtyp: 'app', appid: tenant.cloud.directory.named('daemon').clientId });
    expect(accessToken(result, 'silent')).toBe(accessToken(result, 'first'));
  });

  it.each([
    ['DeviceCodeCredential', 'device', () => ({})],
    ['UsernamePasswordCredential', 'password', () => ({ username: MEGAN, password: tenant.user(MEGAN).password })],
  ])('signs a user in by %s and finds the token again', async (_name, credential, more) => {
    const result = await run(credential, 'cli', { ...more(), scope: apiScope() });
    expect(claims(result)).toMatchObject({ oid: tenant.user(MEGAN).id, scp: 'access_as_user' });
    expect(accessToken(result, 'silent')).toBe(accessToken(result, 'first'));
  });

  it('redeems a code by AuthorizationCodeCredential', async () => {
    const redirectUri = 'http://localhost:51002/getAToken';
    const result = await run('code', 'web', { ...secretOf(tenant, 'web'), redirectUri, scope: apiScope() });
    expect(claims(result)).toMatchObject({ oid: tenant.user(MEGAN).id });
  });

  it('exchanges by OnBehalfOfCredential', async () => {
    const assertion = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
    const result = await run('onBehalfOf', 'api', { ...secretOf(tenant, 'api'), assertion, scope: GRAPH });
    expect(claims(result)).toMatchObject({ oid: tenant.user(MEGAN).id, aud: 'https://graph.microsoft.com' });
  });

  it('reads a wrong secret as invalid_client', async () => {
    const result = await run('secret', 'daemon', { secret: 'guess', scope: GRAPH });
    expect(result['failure']).toMatchObject({
      message: expect.stringMatching(/invalid_client.*AADSTS7000215/s),
    });
  });
});
