import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf, expectNothingSentOut, graphCallsOf, readAnswer } from '../helpers/refusals.js';
import { rawRequest } from '../helpers/raw-request.js';
import { MEGAN, MESSAGES, NO_USER, SERVED, applicationToken, makeHandle, renewalsOf, used } from './handle-client.js';

describe('a handle', () => {
  let system: TestSystem;
  let handle: string;
  let job: string;
  beforeAll(async () => {
    system = await startTestSystem();
    job = await applicationToken(system);
    const operations = [MESSAGES, 'GET /v1.0/me/events/{event-id}', 'GET /v1.0/me/mailFolders/inbox/messages'];
    ({ handle } = await makeHandle(system, await system.token(MEGAN), operations));
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());
  const appToken = (claims: Record<string, unknown> = {}): Promise<string> =>
    system.token(MEGAN, { idtyp: 'app', scp: null, roles: ['Handle.Use'], acct: null, ...claims });
  const expectRefused = async (answer: Promise<unknown>, expected: unknown): Promise<void> => {
    expect(await answer).toEqual(expected);
    expect(renewalsOf(system)).toEqual([]);
    expectNothingSentOut(system);
  };

  it('stolen, alone, is nothing', () =>
    expectRefused(used(system, undefined, handle), { status: 401, code: 'missing_token', error: undefined }));

  it('with an application of its own secret but without the role is nothing', async () => {
    const expected = { status: 403, code: 'insufficient_role', error: 'insufficient_scope' };
    for (const roles of [null, [], ['Reports.Read'], ['handle.use'], ['Handle.Use.All']])
      await expectRefused(used(system, await appToken({ roles }), handle), expected);
  });

  it('with a user’s token is a second credential', async () => {
    const expected = { status: 400, code: 'invalid_request', error: 'invalid_request' };
    for (const user of [MEGAN, 'adele@contoso.example'])
      await expectRefused(used(system, await system.token(user), handle), expected);
    // Nor does a user's role make an application of them.
    await expectRefused(used(system, await system.token(MEGAN, { roles: ['Handle.Use'] }), handle), expected);
  });

  it('with a token that proves nothing is not looked at', async () => {
    const expected = { status: 401, code: 'invalid_token', error: 'invalid_token' };
    await expectRefused(used(system, `${job.slice(0, -8)}AAAAAAAA`, handle), expected);
    await expectRefused(used(system, await appToken({ exp: 1, iat: 0, nbf: 0 }), handle), expected);
    await expectRefused(used(system, await appToken({ aud: 'https://graph.microsoft.com' }), handle), expected);
  });

  it.each([
    ['unknown', () => randomBytes(32).toString('base64url')],
    ['a character off', (known: string) => `${known.slice(0, -4)}AAAA`],
    ['too short', (known: string) => known.slice(0, -1)],
    ['too long', (known: string) => `${known}A`],
    ['in another case', (known: string) => known.toUpperCase()],
    ['empty', () => ''],
    ['a list', (known: string) => `${known}, ${known}`],
    ['a key of the store', () => 'behalf:handle:x'],
    ['a name of JavaScript’s own', () => '__proto__'],
    ['very long', () => 'A'.repeat(8_000)],
  ])('that is %s is nobody’s', (_kind, from) => expectRefused(used(system, job, from(handle)), NO_USER));

  it('says the same whatever is wrong with it', async () => {
    const bodies = [];
    for (const each of ['x', randomBytes(32).toString('base64url')]) {
      const answer = await answerOf(await system.get('/v1.0/me/messages', job, { 'behalf-handle': each }));
      const { instance: _instance, correlationId: _id, error: _error, ...body } = answer.body;
      bodies.push({ body, challenge: answer.challenge });
      expect(JSON.stringify(answer.body)).not.toContain(each.padEnd(8, '#'));
    }
    expect(bodies[0]).toEqual(bodies[1]);
  });

  it('sent twice is malformed', async () => {
    const lines = [handle, handle].map((each) => `Behalf-Handle: ${each}`);
    const request = ['GET /v1.0/me/messages HTTP/1.1', `Authorization: Bearer ${job}`, ...lines, ''];
    const { status, headers, text } = await rawRequest(system.url, request);
    expect(readAnswer(status, headers, text)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
      challenge: { error: 'invalid_request' },
    });
    expectNothingSentOut(system);
  });

  it.each([
    ['another operation', '/v1.0/me', 'GET'],
    ['another of the same kind', '/v1.0/me/messages/AAMk', 'GET'],
    ['another path of an operation it has one path of', '/v1.0/me/mailFolders/drafts/messages', 'GET'],
    ['that path with another spelling of its name', '/v1.0/me/mailFolders/Inbox/messages', 'GET'],
    ['a path that is closed to all', '/v1.0/me/authentication/methods', 'GET'],
  ] as const)('is not for %s', (_kind, path, method) =>
    expectRefused(used(system, job, handle, path, method), {
      status: 404,
      code: 'operation_not_allowed',
      error: undefined,
    }),
  );

  it.each([
    ['POST', 404],
    ['PATCH', 405],
    ['DELETE', 405],
    ['PUT', 405],
  ] as const)('is not for %s', async (method, status) => {
    const answer = await used(system, job, handle, '/v1.0/me/messages', method);
    expect(answer.status).toBe(status);
    expectNothingSentOut(system);
  });

  it('is not for /beta, and not for our own endpoints', async () => {
    await expectRefused(used(system, job, handle, '/beta/me/messages'), NO_USER);
    for (const path of ['/auth/token', '/auth/handles']) await expectRefused(used(system, job, handle, path), NO_USER);
  });

  it.each([
    ['its operation', '/v1.0/me/messages'],
    ['its operation with a query', '/v1.0/me/messages?$top=1&$select=subject'],
    ['its operation in another case', '/v1.0/ME/Messages'],
    ['the one path of an operation it was made for', '/v1.0/me/mailFolders/inbox/messages'],
    ['that path with a key in parentheses', "/v1.0/me/mailFolders('inbox')/messages"],
    ['that path encoded', '/v1.0/me/mailFolders/%69nbox/messages'],
  ])('is for %s', async (_kind, path) => expect(await used(system, job, handle, path)).toEqual(SERVED));

  it('is for HEAD where it is for GET', async () => {
    expect((await used(system, job, handle, '/v1.0/me/messages', 'HEAD')).status).toBe(200);
  });

  it('is for every path of an operation it was made for as a whole', async () => {
    // Graph's own refusal: it got there.
    const answer = await used(system, job, handle, '/v1.0/me/events/no-such-event');
    expect(answer).toEqual({ status: 400, code: undefined, error: undefined });
    expect(graphCallsOf(system)).toHaveLength(1);
  });

  it('is of no use to an application of another tenant', async () => {
    const lidia = system.tenant.user('lidia@fabrikam.example');
    const home = system.tenant.user(MEGAN);
    const several = await system.replica({
      environment: { AZURE_TENANT_ID: 'organizations', ALLOWED_TENANTS: `${home.tenantId},${lidia.tenantId}` },
    });
    try {
      const mine = await makeHandle(several, await system.token(MEGAN));
      const theirs = await system.token(lidia.userPrincipalName, { idtyp: 'app', scp: null, roles: ['Handle.Use'] });
      system.tenant.cloud.journal.clear();
      await expectRefused(used(several, theirs, mine.handle), NO_USER);
      expect(await used(several, job, mine.handle)).toEqual(SERVED);
    } finally {
      await several.close();
    }
  });

  it('is in no log, nor is the user it stands for', async () => {
    await used(system, job, handle);
    await used(system, job, `${handle.slice(0, -1)}_`);
    const { id } = system.tenant.user(MEGAN);
    for (const secret of [handle, handle.slice(0, 20), id, 'eyJ', 'refresh_token'])
      expect(system.log().includes(secret)).toBe(false);
  });
});
