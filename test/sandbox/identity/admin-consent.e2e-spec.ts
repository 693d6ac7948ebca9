import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { HttpBrowser } from './http-browser.js';
import { exchangeForm, postToken, refusal } from './token-client.js';

const GRAPH = 'https://graph.microsoft.com/.default';

describe('the administrator’s consent', () => {
  let tenant: TestTenant;
  const opened = async (change: Record<string, string> = {}, segment = 'contoso.example') => {
    const browser = new HttpBrowser(tenant);
    const query = new URLSearchParams({
      client_id: tenant.cloud.directory.named('api').clientId,
      redirect_uri: `${tenant.api.http}/auth/callback`,
      scope: GRAPH,
      state: 's',
      ...change,
    });
    await browser.open(`/${segment}/v2.0/adminconsent?${query.toString()}`);
    return browser;
  };
  const exchange = async () => {
    const user = tenant.user('carla@contoso.example');
    const assertion = await tenant.identity.mintApiToken({ user });
    return postToken(tenant, user.tenantId, exchangeForm(tenant, assertion, GRAPH));
  };

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterEach(() => tenant.cloud.directory.reset());
  afterAll(() => tenant.close());

  it('counts for everybody in the tenant, and the application learns of it', async () => {
    expect(refusal(await exchange())).toEqual({ status: 400, error: 'invalid_grant', codes: [65001] });
    const browser = await opened();
    await browser.signIn('megan@contoso.example');
    expect(browser.page.html).toContain('Permissions requested');
    await browser.submit('idSIButton9');
    const answer = browser.page.left?.searchParams;
    expect(answer?.get('admin_consent')).toBe('True');
    expect(answer?.get('tenant')).toBe(tenant.user('megan@contoso.example').tenantId);
    expect(answer?.get('state')).toBe('s');
    expect((await exchange()).status).toBe(200);
  });

  it('changes nothing when it is declined', async () => {
    const browser = await opened();
    await browser.signIn('megan@contoso.example');
    await browser.submit('idBtn_Back');
    expect(browser.page.left?.searchParams.get('error')).toBe('access_denied');
    expect((await exchange()).status).toBe(400);
  });

  it('is not sent to an unregistered address', async () => {
    const { page } = await opened({ redirect_uri: 'https://evil.example/' });
    expect(page.status).toBe(400);
    expect(page.left).toBeUndefined();
    expect(page.html).toContain('AADSTS50011');
  });
});
