import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../src/sandbox/directory/types.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf, exchangesOf, expectTokenTaken, graphCallsOf } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';
const GRAPH = 'https://graph.microsoft.com';
const CALLERS = ['megan', 'adele', 'alex', 'nestor', 'diego', 'lee'].map((name) => `${name}@contoso.example`);

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');

describe('the exchange on behalf of the caller', () => {
  let system: TestSystem;

  beforeAll(async () => {
    // Hundreds at once on a busy machine: nobody is to be given up for slowness here.
    const limits = { connectTimeoutMs: 25_000, identityTimeoutMs: 25_000, identityWaitMs: 25_000 };
    system = await startTestSystem({ limits });
    // The key set is read before anything is counted.
    await expectTokenTaken(system, await system.token('lee@contoso.example'), 'lee@contoso.example');
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());

  /** Whose profile comes back. */
  const whoIs = async (token: string): Promise<unknown> => {
    const answer = await answerOf(await system.get('/v1.0/me', token));
    return answer.status === 200 ? answer.body['userPrincipalName'] : [answer.status, answer.body['code']];
  };

  it('is one grant at the caller’s tenant; Graph gets its own token of the caller, never the caller’s', async () => {
    const megan = system.tenant.user(MEGAN);
    const token = await system.token(MEGAN);
    expect(await whoIs(token)).toBe(MEGAN);
    const [exchange, ...more] = exchangesOf(system);
    expect(more).toEqual([]);
    expect(exchange).toMatchObject({
      status: 200,
      tenantId: megan.tenantId,
      path: expect.stringMatching(new RegExp(`^/${megan.tenantId}/oauth2/v2.0/token`)),
      clientId: system.tenant.cloud.directory.named('api').clientId,
      assertion: { sha256: sha256(token), oid: megan.id },
      token: { aud: GRAPH, oid: megan.id, tid: megan.tenantId },
    });
    const [call, ...others] = graphCallsOf(system);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ method: 'GET', path: '/v1.0/me', status: 200, token: exchange?.token });
    expect(call?.token?.sha256).not.toBe(sha256(token));
  });

  it('happens once for a token, however often it comes again', async () => {
    const token = await system.token(MEGAN);
    for (let call = 0; call < 5; call += 1) expect(await whoIs(token)).toBe(MEGAN);
    expect(exchangesOf(system)).toHaveLength(1);
    expect(graphCallsOf(system)).toHaveLength(5);
  });

  it('I29 happens once for 100 first calls at the same time', async () => {
    const token = await system.token(MEGAN);
    const answers = await Promise.all(Array.from({ length: 100 }, () => whoIs(token)));
    expect(new Set(answers)).toEqual(new Set([MEGAN]));
    expect(exchangesOf(system)).toHaveLength(1);
    expect(graphCallsOf(system)).toHaveLength(100);
    expect(new Set(graphCallsOf(system).map((call) => call.token?.sha256)).size).toBe(1);
  });

  it('I32 keeps two tokens of one user apart, and both', async () => {
    const [first, second] = [await system.token(MEGAN), await system.token(MEGAN)];
    for (const token of [first, second, first, second, second, first]) expect(await whoIs(token)).toBe(MEGAN);
    expect(exchangesOf(system).map(({ assertion }) => assertion?.sha256)).toEqual([first, second].map(sha256));
  });

  it('gives each of 200 assertions, at random and all at once, its own user’s answer', async () => {
    const owners = Array.from({ length: 200 }, (_, place) => CALLERS[place % CALLERS.length] ?? MEGAN);
    const tokens = await Promise.all(owners.map((owner) => system.token(owner, { uti: randomUUID() })));
    const places = shuffled([...tokens.keys(), ...tokens.keys()]);
    const wrong = await Promise.all(
      places.map(async (place) => ((await whoIs(tokens[place] ?? '')) === owners[place] ? [] : [place])),
    );
    expect(wrong.flat()).toEqual([]);
    expect(exchangesOf(system)).toHaveLength(200);
  });

  it('C01 gives each of 200 users an answer of their own', async () => {
    const megan = system.tenant.user(MEGAN);
    const crowd: User[] = Array.from({ length: 200 }, (_, place) => {
      const userPrincipalName = `user${place}@contoso.example`;
      return { ...megan, id: randomUUID(), userPrincipalName, mail: userPrincipalName, displayName: `User ${place}` };
    });
    system.tenant.cloud.directory.add(crowd);
    const names = crowd.map(({ userPrincipalName }) => userPrincipalName);
    const tokens = await Promise.all(names.map((name) => system.token(name)));
    const places = shuffled([...tokens.keys(), ...tokens.keys()]);
    const answers = await Promise.all(places.map(async (place) => [await whoIs(tokens[place] ?? ''), names[place]]));
    expect(answers.filter(([got, wanted]) => got !== wanted)).toEqual([]);
    expect(exchangesOf(system)).toHaveLength(200);
    const received = new Map(graphCallsOf(system).map(({ token }) => [token?.sha256, token?.oid]));
    expect(new Set(received.values())).toEqual(new Set(crowd.map(({ id }) => id)));
  });

  it('has logged no token, user or secret', () => {
    const { secret = '' } = system.tenant.cloud.directory.named('api');
    for (const trace of [secret, system.tenant.user(MEGAN).id, 'megan', 'eyJ'])
      expect(system.log()).not.toContain(trace);
  });
});

function shuffled(values: readonly number[]): number[] {
  return values
    .map((value) => [Math.random(), value] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value);
}
