import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority, held } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

describe('the times of a token, to the second', () => {
  const clock = new StoppedClock();
  let authority: StandInAuthority;
  let api: ApiAlone;

  beforeAll(async () => {
    // An authority that takes every assertion: the embedded tenant grants less skew than this API.
    authority = await StandInAuthority.start(clock);
    api = await startApiBefore(authority, { clock });
  });
  afterAll(async () => {
    await api.close();
    await authority.close();
  });
  beforeEach(() => authority.forget());

  const statusOf = async (claims: Record<string, unknown>): Promise<unknown> => {
    const answer = await answerOf(await api.get('/v1.0/me', authority.token(claims)));
    return answer.status === 200 ? 200 : [answer.status, answer.body['code'], answer.challenge?.['error']];
  };
  const BADTOK = [401, 'invalid_token', 'invalid_token'];

  it('T53 grants a minute at the beginning, and no second more', async () => {
    expect(await statusOf({ nbf: clock.seconds + 59 })).toBe(200);
    expect(await statusOf({ iat: clock.seconds + 59 })).toBe(200);
    expect(await statusOf({ nbf: clock.seconds + 60 })).toBe(200);
    authority.forget();
    expect(await statusOf({ nbf: clock.seconds + 61 })).toEqual(BADTOK);
    expect(await statusOf({ iat: clock.seconds + 61 })).toEqual(BADTOK);
    expect(authority.received).toEqual([]);
  });

  it('T53 grants a minute at the end, and no second more', async () => {
    const issued = { iat: clock.seconds - 3600, nbf: clock.seconds - 3600 };
    expect(await statusOf({ ...issued, exp: clock.seconds - 59 })).toBe(200);
    authority.forget();
    expect(await statusOf({ ...issued, exp: clock.seconds - 60 })).toEqual(BADTOK);
    expect(await statusOf({ ...issued, exp: clock.seconds - 61 })).toEqual(BADTOK);
    expect(authority.received).toEqual([]);
  });

  it('T52 takes a token that says nothing of its beginning beside iat', async () => {
    expect(await statusOf({ nbf: undefined })).toBe(200);
  });

  it('T68 carries an answer to its end when the token ends on the way', async () => {
    const begun = held();
    authority.graph = (response, received) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"half":1,');
      begun.answerer(response, received);
    };
    const token = authority.token({ exp: clock.seconds + 600 });
    const { statusCode, body } = await api.get('/v1.0/me', token);
    clock.forward(3600);
    (await begun.waiting).end('"whole":2}');
    expect([statusCode, await body.json()]).toEqual([200, { half: 1, whole: 2 }]);
    expect((await api.get('/v1.0/me', token)).statusCode).toBe(401);
  });
});
