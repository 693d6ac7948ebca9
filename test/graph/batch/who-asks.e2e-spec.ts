import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PERSONAL_TENANT_ID } from '../../../src/sandbox/directory/types.js';
import { MEGAN, applicationToken, makeHandle } from '../../handles/handle-client.js';
import type { TestSystem } from '../../helpers/api.js';
import { startTestSystem } from '../../helpers/api.js';
import { expectNothingSentOut } from '../../helpers/refusals.js';
import { bodyOf, get, postBatch, told } from './batch-client.js';

const PAT = 'pat@outlook.example';

describe('a batch by a handle', () => {
  let system: TestSystem;
  let job: string;
  const withHandle = (handle: string): { headers: Record<string, string> } => ({
    headers: { 'behalf-handle': handle },
  });
  beforeAll(async () => {
    system = await startTestSystem();
    job = await applicationToken(system);
  });
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterAll(() => system.close());

  it('holds what the handle covers, and nothing else is carried out', async () => {
    const operations = ['GET /v1.0/me/messages', 'GET /v1.0/users/lee@contoso.example'];
    const { handle } = await makeHandle(system, await system.token(MEGAN), operations);
    const requests = [
      get('/me/messages?$top=1'),
      get('/ME/Messages?$top=1', { id: 'case' }),
      get('/users/lee@contoso.example'),
      get('/users/adele@contoso.example'),
      get('/me'),
      get('/me/messages/x'),
      get('/me/messages', { id: 'after', dependsOn: ['/me'] }),
    ];
    expect(told(await postBatch(system, job, requests, withHandle(handle)))).toEqual({
      '/me/messages?$top=1': '200',
      case: '200',
      '/users/lee@contoso.example': '200',
      '/users/adele@contoso.example': '404 operation_not_allowed',
      '/me': '404 operation_not_allowed',
      '/me/messages/x': '404 operation_not_allowed',
      after: '424',
    });
  });

  it('gets no further by a handle for batches themselves', async () => {
    const { handle } = await makeHandle(system, await system.token(MEGAN), ['POST /v1.0/$batch']);
    system.tenant.cloud.journal.clear();
    const answer = await postBatch(system, job, [get('/me'), get('/me/messages')], withHandle(handle));
    expect(told(answer)).toEqual({ '/me': '404 operation_not_allowed', '/me/messages': '404 operation_not_allowed' });
    expectNothingSentOut(system);
  });
});

describe('a batch of a personal account', () => {
  let system: TestSystem;
  beforeAll(async () => {
    const home = { AZURE_TENANT_ID: 'consumers', ALLOWED_TENANTS: PERSONAL_TENANT_ID };
    system = await startTestSystem({ environment: home });
  });
  afterAll(() => system.close());

  it('holds what personal accounts have, and refuses the rest one by one', async () => {
    const answer = await postBatch(system, await system.token(PAT), [get('/me'), get('/me/manager'), get('/groups')]);
    expect(told(answer)).toEqual({
      '/me': '200',
      '/me/manager': '403 account_type_not_allowed',
      '/groups': '403 account_type_not_allowed',
    });
    expect(bodyOf(answer.of('/me'))['userPrincipalName']).toBe(PAT);
  });
});
