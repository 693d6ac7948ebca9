import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';

describe('a tenant that has not let this API in', () => {
  const foreign = randomUUID();
  let authority: StandInAuthority;
  let api: ApiAlone;
  beforeAll(async () => {
    authority = await StandInAuthority.start();
    const issuer = `${authority.origin}/{tenantid}/v2.0`;
    authority.discovery = (response) =>
      json(response, { issuer, jwks_uri: `${authority.origin}/organizations/discovery/v2.0/keys` });
    authority.keys = [authority.published(authority.key, { issuer })];
    authority.tokenEndpoint = (response) =>
      json(
        response,
        { error: 'unauthorized_client', error_description: 'AADSTS700016: not found', error_codes: [700016] },
        400,
      );
    const environment = { ALLOWED_TENANTS: `${authority.tenantId},${foreign}` };
    api = await startApiBefore(authority, { environment });
  });
  afterAll(async () => {
    await api.close();
    await authority.close();
  });
  const outcome = async (tid: string): Promise<unknown> => {
    authority.received.length = 0;
    const token = authority.token({ tid, iss: `${authority.origin}/${tid}/v2.0` });
    const { status, body, challenge } = await answerOf(await api.get('/v1.0/me', token));
    expect(authority.exchanges.map(({ path }) => path)).toEqual([`/${tid}/oauth2/v2.0/token`]);
    return [status, body['code'], challenge];
  };

  it('does not allow the application: 403, where at home the registration is wrong: 500', async () => {
    expect(await outcome(foreign)).toEqual([403, 'client_not_allowed', undefined]);
    expect(await outcome(authority.tenantId)).toEqual([500, 'misconfigured', undefined]);
  });

  it('is told from home by its GUID where AZURE_TENANT_ID is a domain', async () => {
    const ofTheDomain = await startApiBefore(authority, {
      environment: { AZURE_TENANT_ID: 'contoso.example', ALLOWED_TENANTS: `${authority.tenantId},${foreign}` },
    });
    const shared = authority.discovery;
    authority.discovery = (response, received) => {
      if (!received.path.startsWith('/contoso.example/')) shared(response, received);
      else json(response, { issuer: authority.issuer, jwks_uri: `${authority.origin}/x/discovery/v2.0/keys` });
    };
    const refusalAt = async (tid: string): Promise<unknown> => {
      const token = authority.token({ tid, iss: `${authority.origin}/${tid}/v2.0` });
      return (await answerOf(await ofTheDomain.get('/v1.0/me', token))).body['code'];
    };
    try {
      authority.received.length = 0;
      expect(await refusalAt(foreign)).toBe('client_not_allowed');
      expect(await refusalAt(authority.tenantId)).toBe('misconfigured');
      expect(await refusalAt(authority.tenantId)).toBe('misconfigured');
      const asked = authority.received.filter(({ path }) => path.startsWith('/contoso.example/'));
      expect(asked.map(({ path }) => path)).toEqual(['/contoso.example/v2.0/.well-known/openid-configuration']);
    } finally {
      authority.discovery = shared;
      await ofTheDomain.close();
    }
  });
});
