import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../../src/common/clock.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { claimsOf, exchangeForm, postToken, refusal, text } from './token-client.js';

class ForwardClock extends Clock {
  ahead = 0;
  override now(): number {
    return Date.now() + this.ahead;
  }
}

const GRAPH = 'https://graph.microsoft.com/.default';

describe('a client proved by a workload’s token', () => {
  let tenant: TestTenant;
  const clock = new ForwardClock();
  const tokenOf = async (name: string, scope = 'api://AzureADTokenExchange/.default') => {
    const { clientId, secret = '', tenantId } = tenant.cloud.directory.named(name);
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, scope };
    return text(await postToken(tenant, tenantId, form), 'access_token');
  };
  const exchange = async (client_assertion: string) => {
    const user = tenant.user('megan@contoso.example');
    return postToken(tenant, user.tenantId, {
      ...exchangeForm(tenant, await tenant.identity.mintApiToken({ user }), GRAPH),
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    });
  };

  beforeAll(async () => {
    tenant = await startTestTenant({ clock });
  });
  afterAll(() => tenant.close());

  it('exchanges on behalf of a user', async () => {
    const answer = await exchange(await tokenOf('workload'));
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({
      appid: tenant.cloud.directory.named('api').clientId,
      appidacr: '2',
    });
  });

  it('is refused with the token of a workload it does not trust', async () => {
    const answer = await exchange(await tokenOf('daemon'));
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [700213] });
  });

  it('is refused with a token for another audience', async () => {
    const { clientId } = tenant.cloud.directory.named('api');
    const answer = await exchange(await tokenOf('workload', `api://${clientId}/.default`));
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [700212] });
  });

  it('is refused with a changed token', async () => {
    const answer = await exchange(`${(await tokenOf('workload')).slice(0, -8)}AAAAAAAA`);
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [700027] });
  });

  it('is refused with an expired token', async () => {
    const assertion = await tokenOf('workload');
    clock.ahead = 2 * 3600 * 1000;
    expect(refusal(await exchange(assertion))).toEqual({ status: 401, error: 'invalid_client', codes: [700024] });
    clock.ahead = 0;
  });
});
