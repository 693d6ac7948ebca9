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
});
