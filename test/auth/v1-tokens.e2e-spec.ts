import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { ApiAlone } from '../helpers/api-alone.js';
import { BADTOK, CLIENT, NO_USER, SCOPE, TENANT, expectAdmitted, expectRefused } from '../helpers/admission.js';
import type { Admission } from '../helpers/admission.js';
import { contentsOf, signedToken, signingKeyOf } from '../helpers/forged-tokens.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority, json, standInKey } from '../helpers/stand-in-authority.js';

const MEGAN = 'megan@contoso.example';
const ISAIAH = 'isaiah@fabrikam.example';

describe('v1.0 tokens', () => {
  let system: TestSystem;
  let single: Admission;
  let many: Admission;
  const replicas: ListeningApi[] = [];

  const contoso = (): string => system.tenant.user(MEGAN).tenantId;
  const fabrikam = (): string => system.tenant.user(ISAIAH).tenantId;
  const replica = async (environment: Record<string, string>): Promise<Admission> => {
    const api = await system.replica({ environment });
    replicas.push(api);
    return { api, tenant: system.tenant };
  };
  beforeAll(async () => {
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
    single = { api: system, tenant: system.tenant };
    many = await replica({ AZURE_TENANT_ID: 'organizations', ALLOWED_TENANTS: contoso() });
  });
  afterAll(async () => {
    await Promise.all(replicas.map((each) => each.close()));
    await system.close();
  });

  /** As Entra issues it where the registration accepts version 1. */
  const v1Token = (user: string, claims: Record<string, unknown> = {}): Promise<string> => {
    const { tenantId } = system.tenant.user(user);
    const { clientId } = system.tenant.cloud.directory.named('cli');
    const { clientId: api } = system.tenant.cloud.directory.named('api');
    return system.token(user, {
      aud: `api://${api}`,
      iss: `${system.tenant.origins.https}/${tenantId}/`,
      ver: '1.0',
      azp: null,
      azpacr: null,
      appid: clientId,
      appidacr: '0',
      idtyp: 'user',
      ...claims,
    });
  };

  it('are taken for what v2.0 tokens are', async () => {
    await expectAdmitted(single, await v1Token(MEGAN), MEGAN);
    await expectAdmitted(many, await v1Token(MEGAN), MEGAN);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['T44 the v2.0 issuer', () => ({ iss: `${system.tenant.origins.https}/${contoso()}/v2.0` })],
    ['T44 an issuer without its slash', () => ({ iss: `${system.tenant.origins.https}/${contoso()}` })],
    ['T44 another tenant’s issuer', () => ({ iss: `${system.tenant.origins.https}/${fabrikam()}/` })],
    ['T44 an issuer nobody publishes here', () => ({ iss: `https://sts.windows.net/${contoso()}/` })],
    ['T44 the template', () => ({ iss: `${system.tenant.origins.https}/{tenantid}/` })],
    ['T47 another tid', () => ({ tid: fabrikam() })],
    ['T50 version 2.0', () => ({ ver: '2.0' })],
    ['T50 no version', () => ({ ver: null })],
    ['T40 another audience', () => ({ aud: 'https://graph.microsoft.com' })],
    ['T55 a life of a year', () => ({ iat: 1, nbf: 1 })],
    ['T56 a nonce, as ID tokens have', () => ({ nonce: 'n' })],
    ['T56 neither scope nor application', () => ({ scp: null, appid: null })],
    ['T64 no oid', () => ({ oid: null })],
    ['T62 an application that is no text', () => ({ appid: 7 })],
  ])('are refused for %s', async (_what, claims) => {
    await expectRefused(single, await v1Token(MEGAN, claims()), BADTOK);
    await expectRefused(many, await v1Token(MEGAN, claims()), BADTOK);
  });

  it('T59 need the scope, T58 and a user', async () => {
    await expectRefused(single, await v1Token(MEGAN, { scp: 'other' }), SCOPE);
    await expectRefused(single, await v1Token(MEGAN, { scp: null, roles: ['Handle.Use'] }), NO_USER);
  });

  it('of another tenant are bad where one tenant calls, and not allowed where a list says so', async () => {
    await expectRefused(single, await v1Token(ISAIAH), BADTOK);
    await expectRefused(many, await v1Token(ISAIAH), TENANT);
  });

  it('T62 name their application as appid, and azp counts for nothing', async () => {
    const { clientId } = system.tenant.cloud.directory.named('cli');
    const listed = await replica({ ALLOWED_CLIENTS: clientId });
    await expectAdmitted(listed, await v1Token(MEGAN), MEGAN);
    const other = system.tenant.cloud.directory.named('spa').clientId;
    await expectRefused(listed, await v1Token(MEGAN, { appid: other, azp: clientId }), CLIENT);
    await expectRefused(listed, await v1Token(MEGAN, { appid: null }), CLIENT);
  });

  it('T49 are refused under the key of personal accounts, which the v1 key set publishes without an issuer', async () => {
    const { kid } = contentsOf(await system.token('pat@outlook.example')).header;
    const { header, claims } = contentsOf(await v1Token(MEGAN));
    const forged = signedToken(
      signingKeyOf(system.tenant, 'personal').privateKey,
      { ...header, kid, x5t: kid },
      claims,
    );
    await expectRefused(many, forged, BADTOK);
  });

  it('are taken after a rollover of keys', async () => {
    await system.tenant.identity.rotateKeys({ withdrawOld: false });
    await expectAdmitted(single, await v1Token(MEGAN), MEGAN);
    await expectAdmitted(many, await v1Token(MEGAN), MEGAN);
  });
});

describe('the v1 discovery document', () => {
  let authority: StandInAuthority;
  let api: ApiAlone;
  let v1: 'well' | 'failing' | 'foreign';
  const v1Issuer = (): string => `https://sts.windows.net/${authority.tenantId}/`;

  beforeAll(async () => {
    authority = await StandInAuthority.start();
    const quick = { keysCooldownMs: 20, keysRetryMs: 20, identityTimeoutMs: 500 };
    api = await startApiBefore(authority, { limits: quick });
  });
  afterAll(async () => {
    await api.close();
    await authority.close();
  });
  beforeEach(() => {
    authority.behave();
    v1 = 'well';
    const { discovery, keySet } = authority;
    authority.discovery = (response, received) => {
      if (received.path.includes('/v2.0/')) discovery(response, received);
      else if (v1 === 'failing') response.writeHead(503).end();
      else
        json(response, {
          issuer: v1 === 'well' ? v1Issuer() : 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
          jwks_uri: `${authority.origin}/${authority.tenantId}/discovery/keys`,
        });
    };
    authority.keySet = (response, received) => {
      if (received.path.includes('/v2.0/')) keySet(response, received);
      else json(response, { keys: [authority.published(v1Only, { issuer: undefined })] });
    };
  });
  const v1Only = standInKey();
  const v1Claims = (): Record<string, unknown> => ({ ver: '1.0', iss: v1Issuer(), azp: undefined, appid: 'a client' });
  const outcome = async (token: string): Promise<unknown> => {
    const { status, body, challenge } = await answerOf(await api.get('/v1.0/me', token));
    return status === 200 ? 200 : [status, body['code'], challenge?.['error']];
  };

  it('is not asked for before a v1.0 token comes, and does not take v2.0 tokens down', async () => {
    v1 = 'failing';
    expect(await outcome(authority.token())).toBe(200);
    expect(authority.received.filter(({ path }) => path.endsWith('/openid-configuration'))).toEqual(
      authority.received.filter(({ path }) => path.endsWith('/v2.0/.well-known/openid-configuration')),
    );
    expect(await outcome(authority.token(v1Claims()))).toEqual([503, 'identity_unavailable', undefined]);
    expect(await outcome(authority.token())).toBe(200);
  });

  it('is not asked for again and again because a stranger’s token named it', async () => {
    v1 = 'failing';
    expect(await outcome(authority.token(v1Claims(), standInKey()))).toEqual([503, 'identity_unavailable', undefined]);
    authority.received.length = 0;
    // Each waits for the cooldown, in which the background would have asked as well.
    for (let each = 0; each < 4; each += 1) await outcome(authority.token({}, standInKey()));
    expect(authority.keyFetches).toBe(4);
    expect(authority.received.filter(({ path }) => !path.includes('/v2.0/'))).toEqual([]);
  });

  it('is not believed where it speaks for another tenant', async () => {
    v1 = 'foreign';
    expect(await outcome(authority.token(v1Claims()))).toEqual([503, 'identity_unavailable', undefined]);
  });

  it('brings the issuer, on whatever host, and keys of the v1 set that name none', async () => {
    expect(await outcome(authority.token(v1Claims()))).toBe(200);
    expect(await outcome(authority.token(v1Claims(), v1Only))).toBe(200);
  });

  it('brings no key for v2.0 tokens', async () => {
    expect(await outcome(authority.token({}, v1Only))).toEqual([401, 'invalid_token', 'invalid_token']);
  });

  it('does not excuse a key of the v2.0 set that names no issuer', async () => {
    const unbound = standInKey();
    authority.keys = [authority.published(authority.key), authority.published(unbound, { issuer: undefined })];
    expect(await outcome(authority.token({}, unbound))).toEqual([401, 'invalid_token', 'invalid_token']);
    expect(await outcome(authority.token(v1Claims(), unbound))).toEqual([401, 'invalid_token', 'invalid_token']);
  });
});
