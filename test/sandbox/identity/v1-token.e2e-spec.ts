import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { claimsOf, exchangeForm, passwordForm, postToken, text } from './token-client.js';

const MEGAN = 'megan@contoso.example';

describe('tokens for an API that is registered for v1.0', () => {
  let tenant: TestTenant;
  const api = () => tenant.cloud.directory.named('api');
  const signIn = async (resource: string) => {
    const form = passwordForm(tenant, MEGAN, `${resource}/access_as_user`);
    return text(await postToken(tenant, 'organizations', form), 'access_token');
  };

  beforeAll(async () => {
    tenant = await startTestTenant();
    Object.assign(api(), { accessTokenVersion: 1 });
  });
  afterAll(() => tenant.close());

  it('name the resource as the client did, and the v1.0 issuer', async () => {
    const raw = await signIn(`api://${api().clientId}`);
    expect(claimsOf(raw)).toMatchObject({
      aud: `api://${api().clientId}`,
      iss: `${tenant.origins.https}/${api().tenantId}/`,
      appid: tenant.cloud.directory.named('cli').clientId,
      upn: MEGAN,
      scp: 'access_as_user',
      ver: '1.0',
    });
    expect(claimsOf(raw)).not.toHaveProperty('azp');
    expect(claimsOf(await signIn(api().clientId))['aud']).toBe(api().clientId);
    expect(claimsOf(await signIn(tenant.api.http))['aud']).toBe(tenant.api.http);
  });

  it('are minted and exchanged like those of v2.0', async () => {
    const minted = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
    expect(claimsOf(minted)['ver']).toBe('1.0');
    for (const assertion of [minted, await signIn(`api://${api().clientId}`)]) {
      const form = exchangeForm(tenant, assertion, 'https://graph.microsoft.com/.default');
      expect((await postToken(tenant, api().tenantId, form)).status).toBe(200);
    }
  });
});
