import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_APP_ID } from '../../src/sandbox/directory/types.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { contentsOf, signedToken, signingKeyOf } from '../helpers/forged-tokens.js';
import { expectTokenRefused, expectTokenTaken } from '../helpers/refusals.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

const MEGAN = 'megan@contoso.example';
const DAY = 24 * 3600;

describe('the claims of a validly signed token', () => {
  const clock = new StoppedClock();
  let system: TestSystem;
  let clientId: string;

  beforeAll(async () => {
    system = await startTestSystem({ clock, limits: { keysCooldownMs: 10 } });
    ({ clientId } = system.tenant.cloud.directory.named('api'));
  });
  afterAll(() => system.close());

  const withClaims = (claims: Record<string, unknown>): Promise<string> => system.token(MEGAN, claims);
  /** null is a value here, not the wish to leave the claim out. */
  const withNull = async (claim: string): Promise<string> => {
    const { header, claims } = contentsOf(await system.token(MEGAN));
    return signedToken(signingKeyOf(system.tenant).privateKey, header, { ...claims, [claim]: null });
  };
  const tenantId = (): string => system.tenant.user(MEGAN).tenantId;
  const otherTenantId = (): string => system.tenant.user('isaiah@fabrikam.example').tenantId;
  const origin = (): string => system.tenant.origins.https;

  describe('T40-T43 aud', () => {
    it.each<[string, () => unknown]>([
      ['Graph’s GUID', () => GRAPH_APP_ID],
      ['Graph’s address', () => 'https://graph.microsoft.com'],
      ['another API', () => system.tenant.cloud.directory.named('other-api').clientId],
      ['the client', () => system.tenant.cloud.directory.named('cli').clientId],
      ['empty', () => ''],
      ['a number', () => 1],
      ['true', () => true],
      ['an object', () => ({ 0: clientId })],
      ['missing', () => null],
    ])('T40 refuses an audience that is %s', async (_what, aud) => {
      await expectTokenRefused(system, await withClaims({ aud: aud() }));
    });

    it('T40 refuses an audience of null', async () => {
      await expectTokenRefused(system, await withNull('aud'));
    });

    it('T41 refuses an array, also of our audience alone', async () => {
      await expectTokenRefused(system, await withClaims({ aud: [clientId] }));
      await expectTokenRefused(system, await withClaims({ aud: [clientId, GRAPH_APP_ID] }));
      await expectTokenRefused(system, await withClaims({ aud: [] }));
    });

    it('T43 takes the configured forms and nothing like them', async () => {
      await expectTokenTaken(system, await withClaims({ aud: clientId }), MEGAN);
      await expectTokenTaken(system, await withClaims({ aud: `api://${clientId}` }), MEGAN);
      const alike = [`spn:${clientId}`, clientId.toUpperCase(), `${clientId}/`, `api://${clientId}/`, ` ${clientId}`];
      for (const aud of [...alike, `API://${clientId}`, `https://${clientId}`, `${clientId}\u0000`])
        await expectTokenRefused(system, await withClaims({ aud }));
    });
  });

  describe('T44-T50 issuer, tenant, version', () => {
    it.each<[string, () => unknown]>([
      ['of another tenant', () => `${origin()}/${otherTenantId()}/v2.0`],
      ['in v1 form', () => `${origin()}/${tenantId()}/`],
      ['in Entra’s v1 form', () => `https://sts.windows.net/${tenantId()}/`],
      ['with a trailing slash', () => `${origin()}/${tenantId()}/v2.0/`],
      ['without its version', () => `${origin()}/${tenantId()}`],
      ['by plain http', () => `${origin()}/${tenantId()}/v2.0`.replace('https:', 'http:')],
      ['on another host', () => `https://login.evil.example/${tenantId()}/v2.0`],
      ['with ours as user name', () => `${origin()}@evil.example/${tenantId()}/v2.0`],
      ['in upper case', () => `${origin()}/${tenantId()}/v2.0`.toUpperCase()],
      ['with its tenant in upper case', () => `${origin()}/${tenantId().toUpperCase()}/v2.0`],
      ['as the template', () => `${origin()}/{tenantid}/v2.0`],
      ['in an array', () => [`${origin()}/${tenantId()}/v2.0`]],
      ['empty', () => ''],
      ['missing', () => null],
    ])('T44 refuses an issuer %s', async (_what, iss) => {
      await expectTokenRefused(system, await withClaims({ iss: iss() }));
    });

    it.each<[string, () => unknown]>([
      ['of another tenant than the issuer', otherTenantId],
      ['missing', () => null],
      ['no GUID', () => 'contoso.example'],
      ['in upper case', () => tenantId().toUpperCase()],
      ['an array', () => [tenantId()]],
      ['empty', () => ''],
    ])('T47 refuses a tid %s', async (_what, tid) => {
      await expectTokenRefused(system, await withClaims({ tid: tid() }));
    });

    it('T47 refuses a user of another tenant whose token is good in every other way', async () => {
      await expectTokenRefused(system, await system.token('isaiah@fabrikam.example'));
      await expectTokenRefused(system, await system.token('pat@outlook.example'));
    });

    it.each([[null], ['1.0'], ['3.0'], [2], [''], [['2.0']]])('T50 refuses ver %s with a v2 issuer', async (ver) => {
      await expectTokenRefused(system, await withClaims({ ver }));
    });
  });

  describe('T52-T55 times', () => {
    const NO_TIMES: [string, unknown][] = [
      ['text', '1900000000'],
      ['negative', -1],
      ['a fraction', 1_900_000_000.5],
      ['beyond all numbers', 1e308],
      ['an array', [1_900_000_000]],
      ['true', true],
    ];

    it.each<[string, unknown]>([...NO_TIMES, ['missing', null]])(
      'T52 refuses an exp that is %s',
      async (_what, exp) => {
        await expectTokenRefused(system, await withClaims({ exp }));
      },
    );

    it.each(['exp', 'iat', 'nbf'])('T52 refuses %s of null', async (claim) => {
      await expectTokenRefused(system, await withNull(claim));
    });

    it.each<[string, unknown]>([...NO_TIMES, ['missing', null]])(
      'T52 refuses an iat that is %s',
      async (_what, iat) => {
        await expectTokenRefused(system, await withClaims({ iat }));
      },
    );

    it.each(NO_TIMES)('T53 refuses an nbf that is %s', async (_what, nbf) => {
      await expectTokenRefused(system, await withClaims({ nbf }));
    });

    it('T53 refuses an nbf at or after exp', async () => {
      const exp = clock.seconds + 30;
      await expectTokenRefused(system, await withClaims({ nbf: exp, exp }));
      await expectTokenRefused(system, await withClaims({ nbf: exp + 1, exp }));
      await expectTokenRefused(system, await withClaims({ iat: exp, exp }));
    });

    it.each([
      ['ten years', 3650 * DAY],
      ['28 hours and a second', 28 * 3600 + 1],
    ])('T55 refuses a life of %s', async (_what, life) => {
      await expectTokenRefused(system, await withClaims({ exp: clock.seconds + life }));
    });

    it('T55 takes a life of 28 hours', async () => {
      await expectTokenTaken(system, await withClaims({ exp: clock.seconds + 28 * 3600 }), MEGAN);
    });

    it('refuses a proven token once it has ended', async () => {
      const token = await withClaims({});
      const { exp } = contentsOf(token).claims;
      await expectTokenTaken(system, token, MEGAN);
      clock.forward(Number(exp) - clock.seconds + 60);
      await expectTokenRefused(system, token);
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
