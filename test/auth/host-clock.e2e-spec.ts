import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

describe('a machine whose clock is not Entra’s', () => {
  const here = new StoppedClock();
  let authority: StandInAuthority;
  let api: ApiAlone;
  beforeEach(async () => {
    authority = await StandInAuthority.start(here);
  });
  afterEach(async () => {
    await api.close();
    await authority.close();
  });

  const startWithEntra = async (aheadSeconds: number): Promise<void> => {
    authority.discovery = (response) => {
      response.setHeader('date', new Date(here.now() + aheadSeconds * 1000).toUTCString());
      json(response, { issuer: authority.issuer, jwks_uri: `${authority.origin}/x/discovery/v2.0/keys` });
    };
    api = await startApiBefore(authority, { clock: here });
  };
  const statusOf = async (claims: Record<string, unknown>): Promise<number> =>
    (await answerOf(await api.get('/v1.0/me', authority.token(claims)))).status;
  const readiness = async (): Promise<unknown> => {
    const { status, body } = await answerOf(await api.get('/health/ready', ''));
    return [status, body['status'], Object(body['checks']).identity];
  };

  it.each([600, -600])(
    'I34 says so in readiness and log where Entra is %d s ahead, and grants no more skew',
    async (ahead) => {
      await startWithEntra(ahead);
      const now = here.seconds;
      expect(await statusOf({})).toBe(200);
      expect(await readiness()).toEqual([200, 'degraded', 'clock_skewed']);
      expect(api.log()).toContain(`"event":"clock_skewed"`);
      expect(api.log()).toContain(`"seconds":${-ahead}`);
      expect(await statusOf({ iat: now + 59, nbf: now + 59 })).toBe(200);
      expect(await statusOf({ iat: now + 600, nbf: now + 600 })).toBe(401);
      expect(await statusOf({ iat: now - 4_000, nbf: now - 4_000, exp: now - 59 })).toBe(200);
      expect(await statusOf({ iat: now - 4_000, nbf: now - 4_000, exp: now - 600 })).toBe(401);
    },
  );

  it.each([0, 55, -55])('I34 makes no noise over %d s', async (ahead) => {
    await startWithEntra(ahead);
    expect(await statusOf({})).toBe(200);
    expect(await readiness()).toEqual([200, 'ready', 'ok']);
    expect(api.log()).not.toContain('clock_skewed');
  });
});
