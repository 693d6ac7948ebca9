import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Workload } from '../../credential/workload.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { exchangeForm, postToken, refusal } from './token-client.js';

const GRAPH = 'https://graph.microsoft.com/.default';

describe('a client proved by the token of another issuer’s workload', () => {
  let tenant: TestTenant;
  let workload: Workload;

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());
  beforeEach(() => {
    tenant.cloud.directory.reset();
    workload = new Workload().trustedBy(tenant);
  });

  const exchange = async (client_assertion: string, client_id?: string) => {
    const user = tenant.user('megan@contoso.example');
    return postToken(tenant, user.tenantId, {
      ...exchangeForm(tenant, await tenant.identity.mintApiToken({ user }), GRAPH),
      ...(client_id !== undefined && { client_id }),
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    });
  };

  it('exchanges on behalf of a user, until the tenant is reset', async () => {
    expect((await exchange(workload.token())).status).toBe(200);
    tenant.cloud.directory.reset();
    expect(refusal(await exchange(workload.token()))).toMatchObject({ codes: [700211] });
  });

  it.each([
    ['another issuer', { iss: 'https://other.example/' }, 700211],
    ['another subject', { sub: 'system:serviceaccount:other:api' }, 700213],
    ['another audience', { aud: 'https://other.example' }, 700212],
    ['several audiences', { aud: ['api://AzureADTokenExchange', 'https://other.example'] }, 50027],
    ['no audience', { aud: undefined }, 50027],
    ['an end that has passed', { exp: 1_700_000_000 }, 700024],
    ['a beginning to come', { nbf: 9_000_000_000 }, 700024],
    ['no end', { exp: undefined }, 50027],
  ])('is refused with %s', async (_case, claims, number) => {
    expect(refusal(await exchange(workload.token(claims)))).toMatchObject({ codes: [number] });
  });

  it('is refused where issuer and subject are of two credentials', async () => {
    const other = new Workload().trustedBy(tenant);
    const { directory } = tenant.cloud;
    const [first] = directory.federatedCredentials(directory.named('api'));
    if (first !== undefined) directory.federate(directory.named('api'), { ...first, subject: 'somebody else' });
    expect(refusal(await exchange(other.token({ sub: 'somebody else' })))).toMatchObject({ codes: [70021] });
  });

  it('is refused with the signature of another key', async () => {
    const forged = new Workload().token({ iss: workload.issuer });
    expect(refusal(await exchange(forged))).toEqual({ status: 401, error: 'invalid_client', codes: [700027] });
    const changed = `${workload.token().slice(0, -8)}AAAAAAAA`;
    expect(refusal(await exchange(changed))).toEqual({ status: 401, error: 'invalid_client', codes: [700027] });
  });

  it('is refused for a client that trusts no workload', async () => {
    const { clientId } = tenant.cloud.directory.named('daemon');
    expect(refusal(await exchange(workload.token(), clientId))).toMatchObject({ codes: [70025] });
  });
});
