import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERSONAL_TENANT_ID } from '../../src/sandbox/directory/types.js';
import { ACCOUNT, BADTOK, TENANT, expectAdmitted, expectRefused } from '../helpers/admission.js';
import type { Admission } from '../helpers/admission.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { contentsOf, signedToken, signingKeyOf } from '../helpers/forged-tokens.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { answerOf, exchangesOf } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';
const ISAIAH = 'isaiah@fabrikam.example';
const PAT = 'pat@outlook.example';

describe('callers of many tenants', () => {
  let system: TestSystem;
  const replicas: ListeningApi[] = [];
  beforeAll(async () => {
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await system.close();
  });

  const contoso = (): string => system.tenant.user(MEGAN).tenantId;
  const fabrikam = (): string => system.tenant.user(ISAIAH).tenantId;
  const admission = async (entrance: string, tenants: readonly string[]): Promise<Admission> => {
    const environment = { AZURE_TENANT_ID: entrance, ALLOWED_TENANTS: tenants.join(',') };
    const api = await system.replica({ environment });
    replicas.push(api);
    return { api, tenant: system.tenant };
  };
  /** A token of one user under the key that signs another's. */
  const signedByKeyOf = async (signer: string, token: string): Promise<string> => {
    const { kid } = contentsOf(await system.token(signer)).header;
    const { header, claims } = contentsOf(token);
    const { privateKey } = signingKeyOf(system.tenant, signer === PAT ? 'personal' : 'organizations');
    return signedToken(privateKey, { ...header, kid }, claims);
  };

  describe.each(['organizations', 'common', 'home'])('through %s', (entrance) => {
    let both: Admission;
    let one: Admission;
    beforeAll(async () => {
      const name = entrance === 'home' ? contoso() : entrance;
      [both, one] = await Promise.all([admission(name, [contoso(), fabrikam()]), admission(name, [fabrikam()])]);
    });

    it('admits users of the listed tenants, each exchanged at the own tenant', async () => {
      system.tenant.cloud.journal.clear();
      await expectAdmitted(both, await system.token(MEGAN), MEGAN);
      await expectAdmitted(both, await system.token(ISAIAH), ISAIAH);
      const tenants = exchangesOf(system).map(({ path }) => path.split('/')[1]);
      expect(tenants).toEqual([contoso(), fabrikam()]);
    });

    it('refuses a genuine token of a tenant that is not listed, the home tenant too', async () => {
      await expectRefused(one, await system.token(MEGAN), TENANT);
      await expectAdmitted(one, await system.token(ISAIAH), ISAIAH);
    });

    it('refuses personal accounts where their tenant is not listed', async () => {
      await expectRefused(both, await system.token(PAT), TENANT);
    });

    it('T47 refuses a tid that is not the issuer’s, also where both are listed', async () => {
      await expectRefused(both, await system.token(MEGAN, { tid: fabrikam() }), BADTOK);
      await expectRefused(both, await system.token(ISAIAH, { tid: contoso() }), BADTOK);
      await expectRefused(both, await system.token(MEGAN, { tid: '{tenantid}' }), BADTOK);
    });

    it('T44 refuses the template as issuer, and another host’s', async () => {
      const { https } = system.tenant.origins;
      for (const iss of [`${https}/{tenantid}/v2.0`, `${https}/common/v2.0`, `https://evil.example/${contoso()}/v2.0`])
        await expectRefused(both, await system.token(MEGAN, { iss }), BADTOK);
    });

    it('T49 refuses an organization’s token under the key of personal accounts', async () => {
      await expectRefused(both, await signedByKeyOf(PAT, await system.token(MEGAN)), BADTOK);
    });

    it('says that a token is bad before it says that its tenant may not call', async () => {
      await expectRefused(one, await system.token(MEGAN, { aud: randomUUID() }), BADTOK);
      await expectRefused(one, await system.token(MEGAN, { exp: 1, iat: 0, nbf: 0 }), BADTOK);
    });
  });

  describe('with personal accounts', () => {
    let common: Admission;
    let consumers: Admission;
    beforeAll(async () => {
      [common, consumers] = await Promise.all([
        admission('common', [contoso(), PERSONAL_TENANT_ID]),
        admission('consumers', [PERSONAL_TENANT_ID]),
      ]);
    });

    it('admits them through common and through consumers', async () => {
      await expectAdmitted(common, await system.token(PAT), PAT);
      await expectAdmitted(consumers, await system.token(PAT), PAT);
      await expectAdmitted(common, await system.token(MEGAN), MEGAN);
    });

    it('T49 refuses each kind under the other’s key', async () => {
      await expectRefused(common, await signedByKeyOf(PAT, await system.token(MEGAN)), BADTOK);
      await expectRefused(consumers, await signedByKeyOf(MEGAN, await system.token(PAT)), BADTOK);
    });

    it('refuses organizations through consumers: another issuer', async () => {
      await expectRefused(consumers, await system.token(MEGAN), BADTOK);
    });

    it('refuses operations that are for work accounts, before any exchange', async () => {
      for (const path of ['/v1.0/users', '/v1.0/me/manager', '/v1.0/groups']) {
        await expectRefused(common, await system.token(PAT, { uti: randomUUID() }), ACCOUNT, path);
      }
    });

    it('tells them an unknown operation and an unknown method first', async () => {
      const token = await system.token(PAT);
      const unknown = await answerOf(await common.api.send('GET', '/v1.0/nothing', token));
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'operation_not_allowed']);
      const method = await answerOf(await common.api.send('PUT', '/v1.0/groups', token));
      expect([method.status, method.body['code']]).toEqual([405, 'method_not_allowed']);
    });

    it('names the listed tenants as authorization servers (RFC 9728)', async () => {
      const { body } = await answerOf(await common.api.send('GET', '/.well-known/oauth-protected-resource'));
      const { http } = system.tenant.origins;
      expect(body['authorization_servers']).toEqual([
        `${http}/${contoso()}/v2.0`,
        `${http}/${PERSONAL_TENANT_ID}/v2.0`,
      ]);
    });
  });

  it('T67 keeps users of one oid in two tenants apart', async () => {
    const both = await admission('organizations', [contoso(), fabrikam()]);
    const { id: oid } = system.tenant.user(MEGAN);
    await expectAdmitted(both, await system.token(MEGAN), MEGAN);
    const stranger = await answerOf(await both.api.send('GET', '/v1.0/me', await system.token(ISAIAH, { oid })));
    expect(stranger.status).not.toBe(200);
    expect(JSON.stringify(stranger.body)).not.toContain(MEGAN);
  });
});
