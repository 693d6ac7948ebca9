import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf, expectTokenRefused, expectTokenTaken, exchangesOf, graphCallsOf } from '../helpers/refusals.js';
import { rawRequest } from '../helpers/raw-request.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

const MEGAN = 'megan@contoso.example';

describe('what a validly signed token says of its kind, scopes and user', () => {
  const clock = new StoppedClock();
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ clock, limits: { keysCooldownMs: 10 } });
  });
  afterAll(() => system.close());

  const withClaims = (claims: Record<string, unknown>): Promise<string> => system.token(MEGAN, claims);
  describe('T56-T59 what kind of token, which scopes', () => {
    it('T56 refuses an ID token', async () => {
      const idToken = { scp: null, azp: null, azpacr: null };
      await expectTokenRefused(system, await withClaims({ ...idToken, nonce: 'n' }));
      await expectTokenRefused(system, await withClaims(idToken));
      await expectTokenRefused(system, await withClaims({ nonce: 'n' }));
    });

    it('T58 refuses an application’s token, also with a scp beside idtyp', async () => {
      await expectTokenRefused(system, await withClaims({ idtyp: 'app' }), 'SCOPE');
      await expectTokenRefused(system, await withClaims({ idtyp: 'app', scp: null, roles: ['Handle.Use'] }), 'SCOPE');
      await expectTokenRefused(system, await withClaims({ scp: null, roles: ['Handle.Use'] }), 'SCOPE');
    });

    it('T58 says that a user’s token is wanted', async () => {
      const answer = await answerOf(await system.get('/v1.0/me', await withClaims({ idtyp: 'app' })));
      expect(answer.body['code']).toBe('user_token_required');
    });

    it.each([
      ['missing', null],
      ['empty', ''],
      ['blanks', '   '],
      ['another scope', 'Mail.Read'],
      ['its name as part of another', 'access_as_user.all xaccess_as_user'],
      ['in another case', 'Access_As_User'],
      ['in full', 'api://x/access_as_user'],
      ['behind a tab', 'a\taccess_as_user'],
    ])('T59 asks for the scope where scp is %s', async (_what, scp) => {
      await expectTokenRefused(system, await withClaims({ scp }), 'SCOPE');
    });

    it.each([
      ['an array', ['access_as_user']],
      ['a number', 1],
      ['an object', { access_as_user: true }],
      ['true', true],
    ])('T59 refuses a scp that is %s, and lives on', async (_what, scp) => {
      await expectTokenRefused(system, await withClaims({ scp }));
      await expectTokenTaken(system, await withClaims({}), MEGAN);
    });

    it('T59 finds the scope among others', async () => {
      await expectTokenTaken(system, await withClaims({ scp: 'a  access_as_user b' }), MEGAN);
    });
  });

  describe('T64-T70 the user', () => {
    it.each<[string, unknown]>([
      ['missing', null],
      ['no GUID', 'megan'],
      ['empty', ''],
      ['an array', [randomUUID()]],
      ['with something behind it', `${randomUUID()} `],
      ['in upper case', randomUUID().toUpperCase()],
    ])('T64 refuses an oid that is %s', async (_what, oid) => {
      await expectTokenRefused(system, await withClaims({ oid }));
    });

    it('T67 knows users by tenant and oid: the same sub elsewhere is somebody else', async () => {
      const sub = 'one-subject';
      await expectTokenTaken(system, await system.token(MEGAN, { sub }), MEGAN);
      await expectTokenTaken(system, await system.token('adele@contoso.example', { sub }), 'adele@contoso.example');
      await expectTokenRefused(system, await system.token('isaiah@fabrikam.example', { sub }));
    });

    it('T70 takes the same token from another address: a bearer token is one', async () => {
      const token = await withClaims({});
      await expectTokenTaken(system, token, MEGAN);
      system.tenant.cloud.journal.clear();
      const lines = ['GET /v1.0/me HTTP/1.1', `Authorization: Bearer ${token}`];
      expect(await rawRequest(system.url, lines, { from: '127.0.0.2' })).toMatchObject({ status: 200 });
      expect(exchangesOf(system)).toEqual([]);
      expect(graphCallsOf(system)).toHaveLength(1);
    });
  });

  it('has logged no claim of any of these, and one line for each request', () => {
    const lines = system
      .log()
      .split('\n')
      .filter((line) => line.includes('"reason"'));
    expect(new Set(lines.map((line) => String(JSON.parse(line).event)))).toEqual(new Set(['request']));
    for (const trace of [system.tenant.user(MEGAN).id, 'megan', 'one-subject', 'evil.example'])
      expect(system.log()).not.toContain(trace);
  });
});
