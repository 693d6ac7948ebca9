import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { BADTOK, CLIENT, GUEST, NO_USER, SCOPE, expectAdmitted, expectRefused } from '../helpers/admission.js';
import type { Admission } from '../helpers/admission.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { answerOf, exchangesOf, graphCallsOf } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';
const GUEST_UPN = 'grady_fabrikam.example#EXT#@contoso.example';
const tokenAnswer = z.object({ access_token: z.string() });

describe('who may call', () => {
  let system: TestSystem;
  const replicas: ListeningApi[] = [];
  const replica = async (environment: Record<string, string>): Promise<Admission> => {
    const api = await system.replica({ environment });
    replicas.push(api);
    return { api, tenant: system.tenant };
  };
  const clientId = (name: string): string => system.tenant.cloud.directory.named(name).clientId;
  const anybody = (): Admission => ({ api: system, tenant: system.tenant });
  beforeAll(async () => {
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
  });
  afterAll(async () => {
    await Promise.all(replicas.map((each) => each.close()));
    await system.close();
  });

  describe('T62 with a list of applications', () => {
    let listed: Admission;
    beforeAll(async () => {
      listed = await replica({ ALLOWED_CLIENTS: `${clientId('cli').toUpperCase()}, ${clientId('web')}` });
    });

    it('admits those on it, in any case', async () => {
      await expectAdmitted(listed, await system.token(MEGAN), MEGAN);
      await expectAdmitted(listed, await system.token(MEGAN, { azp: clientId('web') }), MEGAN);
    });

    it.each<[string, () => unknown]>([
      ['that is not on it', () => clientId('spa')],
      ['that is missing', () => null],
      ['that is empty', () => ''],
      ['that is the list', () => `${clientId('cli')},${clientId('web')}`],
      ['with a blank', () => `${clientId('cli')} `],
    ])('refuses an application %s', async (_what, azp) => {
      await expectRefused(listed, await system.token(MEGAN, { azp: azp() }), CLIENT);
      await expectAdmitted(anybody(), await system.token(MEGAN, { azp: azp() }), MEGAN);
    });

    it('refuses one that appid names where azp should', async () => {
      await expectRefused(listed, await system.token(MEGAN, { azp: null, appid: clientId('cli') }), CLIENT);
    });

    it('says that a token is bad first, that it lacks the scope last', async () => {
      await expectRefused(listed, await system.token(MEGAN, { azp: clientId('spa'), aud: 'x' }), BADTOK);
      await expectRefused(listed, await system.token(MEGAN, { azp: clientId('spa'), scp: 'x' }), CLIENT);
      await expectRefused(listed, await system.token(MEGAN, { scp: 'x' }), SCOPE);
      await expectRefused(listed, await system.token(MEGAN, { azp: clientId('daemon'), idtyp: 'app' }), CLIENT);
    });
  });

  describe('T65 guests', () => {
    let membersOnly: Admission;
    beforeAll(async () => {
      membersOnly = await replica({ ALLOW_GUESTS: 'off' });
    });

    it('pass unless they may not', async () => {
      await expectAdmitted(anybody(), await system.token(GUEST_UPN), GUEST_UPN);
      await expectRefused(membersOnly, await system.token(GUEST_UPN), GUEST);
      await expectAdmitted(membersOnly, await system.token(MEGAN), MEGAN);
    });

    it.each<[unknown]>([[null], [1], ['0'], [false], [''], [[]], [2], [-1]])(
      'are whoever has an acct of %j where they may not call',
      async (acct) => {
        await expectRefused(membersOnly, await system.token(MEGAN, { acct }), GUEST);
        await expectAdmitted(anybody(), await system.token(MEGAN, { acct }), MEGAN);
      },
    );
  });

  describe('T58 applications by themselves', () => {
    it('are told before any exchange, by a token as the authority issues it', async () => {
      const { clientId: daemon, secret = '', tenantId } = system.tenant.cloud.directory.named('daemon');
      const answer = await request(`${system.tenant.origins.https}/${tenantId}/oauth2/v2.0/token`, {
        dispatcher: system.tenant.agent,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: daemon,
          client_secret: secret,
          scope: `api://${clientId('api')}/.default`,
        }).toString(),
      });
      const { access_token: token } = tokenAnswer.parse(await answer.body.json());
      await expectRefused(anybody(), token, NO_USER);
      await expectRefused(anybody(), token, NO_USER, '/auth/token');
      // Also once it is known as proven.
      await expectRefused(anybody(), token, NO_USER);
    });

    it('are told whatever operation they ask for, allowed or not', async () => {
      const token = await system.token(MEGAN, { idtyp: 'app', scp: null, roles: ['Handle.Use'] });
      for (const path of ['/v1.0/nothing', '/v1.0/$batch', '/beta/me'])
        await expectRefused(anybody(), token, NO_USER, path);
    });
  });

  it('T71 passes Graph’s challenge on to a client that never said it could handle one', async () => {
    const token = await system.token(MEGAN, { xms_cc: null });
    await expectAdmitted(anybody(), token, MEGAN);
    system.tenant.cloud.journal.clear();
    const user = system.tenant.user(MEGAN);
    system.tenant.cloud.directory.change(user, { tokensValidFrom: system.tenant.cloud.clock.now() + 10_000 });
    const answer = await answerOf(await system.get('/v1.0/me', token));
    system.tenant.cloud.directory.change(user, { tokensValidFrom: 0 });
    expect([answer.status, answer.body['code'], answer.challenge?.['error']]).toEqual([
      401,
      'insufficient_claims',
      'insufficient_claims',
    ]);
    const claims = Buffer.from(answer.challenge?.['claims'] ?? '', 'base64').toString();
    expect(claims).toBe(answer.body['claims']);
    expect(JSON.parse(claims)).toMatchObject({ access_token: { nbf: { essential: true } } });
    expect(graphCallsOf(system)).toHaveLength(1);
    expect(exchangesOf(system)).toEqual([]);
  });
});
