import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayedAuthority } from '../../src/sandbox/played-authorities.js';
import { ACCOUNT, BADTOK, CLIENT, NO_USER, SCOPE, expectAdmitted, expectRefused } from '../helpers/admission.js';
import type { Admission } from '../helpers/admission.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { resolveLoopbackNames } from '../helpers/loopback-names.js';
import { answerOf, exchangesOf } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';
const ISAIAH = 'isaiah@fabrikam.example';

describe('authorities other than the public cloud’s', () => {
  let system: TestSystem;
  const replicas: ListeningApi[] = [];
  beforeAll(async () => {
    resolveLoopbackNames();
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
  });
  afterAll(async () => {
    await Promise.all(replicas.map((each) => each.close()));
    await system.close();
  });

  const replica = async (environment: Record<string, string>): Promise<Admission> => {
    const api = await system.replica({ environment });
    replicas.push(api);
    return { api, tenant: system.tenant };
  };
  const played = (kind: PlayedAuthority['kind']): { origin: string; tenantId: string; graph: string } => {
    const found = system.tenant.cloud.played.find((each) => each.kind === kind);
    const [origin] = found?.origins ?? [];
    if (found === undefined || origin === undefined) throw new Error(`nobody plays ${kind}`);
    return { origin, tenantId: found.tenantId ?? '', graph: found.graph ?? system.tenant.origins.http };
  };
  const tokenOf = (
    authority: string,
    user: string,
    claims: Record<string, unknown> = {},
    policy?: string,
  ): Promise<string> =>
    system.tenant.identity.mintApiToken({
      user: system.tenant.user(user),
      authority,
      claims,
      ...(policy !== undefined && { policy }),
    });
  const contoso = (): string => system.tenant.user(MEGAN).tenantId;

  describe('External ID (CIAM)', () => {
    let byName: Admission;
    let byId: Admission;
    let ciam: string;
    beforeAll(async () => {
      ciam = played('ciam').origin;
      byName = await replica({ AZURE_AUTHORITY_HOST: ciam, AZURE_TENANT_ID: 'contoso.example' });
      byId = await replica({ AZURE_AUTHORITY_HOST: ciam.replace('contoso', contoso()) });
    });

    it('is known by both of its hosts, and exchanges there', async () => {
      for (const admission of [byName, byId]) {
        system.tenant.cloud.journal.clear();
        await expectAdmitted(admission, await tokenOf(ciam, MEGAN), MEGAN);
        expect(exchangesOf(system)).toMatchObject([{ status: 200, tenantId: contoso() }]);
      }
    });

    it('T44 has its own issuer and no other', async () => {
      await expectRefused(byName, await system.token(MEGAN), BADTOK);
      for (const iss of [
        `${ciam}/${contoso()}/v2.0`,
        `${ciam.replace('contoso', contoso())}/${contoso()}/v2.0/`,
        ciam.replace('contoso', '{tenantid}'),
        `https://${contoso()}.ciamlogin.com/${contoso()}/v2.0`,
        `${ciam.replace('contoso', system.tenant.user(ISAIAH).tenantId)}/${contoso()}/v2.0`,
      ])
        await expectRefused(byName, await tokenOf(ciam, MEGAN, { iss }), BADTOK);
    });

    it('T47 has one tenant', async () => {
      const fabrikam = ciam.replace('contoso', 'fabrikam');
      await expectRefused(byName, await tokenOf(fabrikam, ISAIAH), BADTOK);
      await expectRefused(byName, await tokenOf(ciam, ISAIAH), BADTOK);
    });

    it('T46 issues nothing for the public cloud', async () => {
      const own = { api: system, tenant: system.tenant };
      await expectRefused(own, await tokenOf(ciam, MEGAN), BADTOK);
    });
  });

  describe('a sovereign cloud', () => {
    let sovereign: Admission;
    let login: string;
    beforeAll(async () => {
      const { origin, graph } = played('sovereign');
      login = origin;
      sovereign = await replica({
        AZURE_AUTHORITY_HOST: origin,
        BROWSER_AUTHORITY_HOST: origin,
        GRAPH_BASE_URL: graph,
        GRAPH_SCOPES: `${graph}/.default`,
      });
    });

    it('T46 is taken where it is configured: its identity, its Graph', async () => {
      await expectAdmitted(sovereign, await tokenOf(login, MEGAN), MEGAN);
    });

    it('T46 is refused everywhere else, as is everybody else there', async () => {
      await expectRefused({ api: system, tenant: system.tenant }, await tokenOf(login, MEGAN), BADTOK);
      await expectRefused(sovereign, await system.token(MEGAN), BADTOK);
    });

    it.each([
      'https://login.microsoftonline.us',
      'https://login.partner.microsoftonline.cn',
      'https://sts.windows.net',
    ])('T46 refuses an issuer of %s in the home cloud', async (origin) => {
      const own = { api: system, tenant: system.tenant };
      for (const end of ['/v2.0', '/'])
        await expectRefused(own, await system.token(MEGAN, { iss: `${origin}/${contoso()}${end}` }), BADTOK);
      await expectRefused(
        own,
        await system.token(MEGAN, { iss: `${origin}/${contoso()}/v2.0`, cloud_instance_name: new URL(origin).host }),
        BADTOK,
      );
    });

    it('is where a client is sent for tokens', async () => {
      const { body } = await answerOf(await sovereign.api.send('GET', '/.well-known/oauth-protected-resource'));
      expect(body['authorization_servers']).toEqual([`${login}/${contoso()}/v2.0`]);
    });
  });

  describe('Azure AD B2C', () => {
    let b2c: Admission;
    let login: string;
    beforeAll(async () => {
      login = played('b2c').origin;
      b2c = await replica({
        AZURE_AUTHORITY_HOST: login,
        BROWSER_AUTHORITY_HOST: login,
        AZURE_TENANT_ID: 'contoso.example',
        AZURE_B2C_POLICY: 'b2c_1_SIGN_in',
      });
    });
    const outcome = async (token: string): Promise<unknown> => {
      const answer = await answerOf(await b2c.api.send('GET', '/v1.0/me', token));
      return [answer.status, answer.body['code']];
    };

    it('has callers with and without tid and oid, to whom all of Graph is closed', async () => {
      const { tenantId } = played('b2c');
      for (const claims of [{}, { tid: tenantId }, { oid: system.tenant.user(MEGAN).id }, { nonce: 'defaultNonce' }])
        for (const path of ['/v1.0/me', '/v1.0/nothing', '/beta/me', '/auth/token'])
          await expectRefused(b2c, await tokenOf(login, MEGAN, claims), ACCOUNT, path);
    });

    it('never exchanges, whatever the method', async () => {
      const token = await tokenOf(login, MEGAN);
      system.tenant.cloud.journal.clear();
      for (const [method, path] of [
        ['POST', '/v1.0/me/sendMail'],
        ['DELETE', '/v1.0/me/messages/x'],
        ['POST', '/auth/token/refresh'],
        ['DELETE', '/auth/token'],
      ] as const) {
        const answer = await answerOf(await b2c.api.send(method, path, token));
        expect([method, path, answer.status, answer.body['code']]).toEqual([method, path, 403, ACCOUNT.code]);
      }
      expect(exchangesOf(system)).toEqual([]);
    });

    it('takes older policies’ acr for tfp', async () => {
      expect(await outcome(await tokenOf(login, MEGAN, { tfp: null, acr: 'b2c_1_sign_in' }))).toEqual([
        403,
        ACCOUNT.code,
      ]);
    });

    it.each<[string, Record<string, unknown>]>([
      ['another policy', { tfp: 'B2C_1_sign_in_without_mfa' }],
      ['another policy beside the right acr', { tfp: 'B2C_1_sign_in_without_mfa', acr: 'B2C_1_sign_in' }],
      ['a policy whose name begins alike', { tfp: 'B2C_1_sign_in2' }],
      ['no policy', { tfp: null }],
      ['a list of policies', { tfp: ['B2C_1_sign_in'] }],
      ['another audience', { aud: 'x' }],
      ['another issuer', { iss: 'https://contoso.b2clogin.com/tfp/x/v2.0/' }],
      ['another tenant', { tid: '72f988bf-86f1-41af-91ab-2d7cd011db47' }],
      ['no subject', { sub: null }],
      ['an empty subject', { sub: '' }],
      ['version 2.0', { ver: '2.0' }],
      ['a life of a year', { iat: 1, nbf: 1 }],
      ['neither scope nor application', { scp: null, azp: null }],
    ])('refuses a token of %s', async (_what, claims) => {
      await expectRefused(b2c, await tokenOf(login, MEGAN, claims), BADTOK);
    });

    it('refuses the tokens of another policy, of another tenant and of Entra', async () => {
      await expectRefused(b2c, await tokenOf(login, MEGAN, {}, 'B2C_1_sign_in_without_mfa'), BADTOK);
      await expectRefused(b2c, await tokenOf(login.replace('contoso', 'fabrikam'), ISAIAH), BADTOK);
      await expectRefused(b2c, await system.token(MEGAN), BADTOK);
      await expectRefused(b2c, await tokenOf(played('ciam').origin, MEGAN), BADTOK);
    });

    it('checks scope and kind of token as elsewhere', async () => {
      await expectRefused(b2c, await tokenOf(login, MEGAN, { scp: 'other' }), SCOPE);
      await expectRefused(b2c, await tokenOf(login, MEGAN, { scp: null }), NO_USER);
    });

    it('checks the application as elsewhere', async () => {
      const listed = await replica({
        AZURE_AUTHORITY_HOST: login,
        AZURE_TENANT_ID: contoso(),
        AZURE_B2C_POLICY: 'B2C_1_sign_in',
        ALLOWED_CLIENTS: system.tenant.cloud.directory.named('spa').clientId,
      });
      await expectRefused(listed, await tokenOf(login, MEGAN), CLIENT);
    });

    it('is where a client is sent for tokens', async () => {
      const { body } = await answerOf(await b2c.api.send('GET', '/.well-known/oauth-protected-resource'));
      expect(body['authorization_servers']).toEqual([`${login}/contoso.example/b2c_1_SIGN_in/v2.0`]);
    });
  });
});
