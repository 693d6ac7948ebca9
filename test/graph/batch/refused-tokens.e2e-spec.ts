import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../../helpers/api.js';
import { startTestSystem } from '../../helpers/api.js';
import { challengeParameters } from '../../helpers/refusals.js';
import { json } from '../../helpers/stand-in-authority.js';
import type { Written } from './batch-client.js';
import { get, post, postBatch, told } from './batch-client.js';
import type { BeforeStandIn } from './stand-in-graph.js';
import { failed, fine, sentIn, startBeforeStandIn } from './stand-in-graph.js';

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
const challenge = (claims = CLAIMS): string =>
  `Bearer realm="", authorization_uri="https://login.example", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;

describe('a token that Graph refuses within a batch', () => {
  let system: BeforeStandIn;
  let token: string;
  let calls = 0;
  beforeAll(async () => {
    system = await startBeforeStandIn();
  });
  beforeEach(() => {
    calls += 1;
    token = system.authority.token({ uti: `call-${calls}` });
  });
  afterAll(() => system.close());
  const requests = [
    get('/things/1', { id: 'fine' }),
    get('/things/2', { id: 'refused' }),
    post('/things', { a: 1 }, { id: 'refused too' }),
    get('/things/3', { id: 'after', dependsOn: ['fine', 'refused too'] }),
    get('/things/4', { id: 'other', dependsOn: ['refused', 'lost'] }),
    get('/things/5', { id: 'lost' }),
  ];
  const unfit = (id: string): Written | undefined => {
    if (id.startsWith('refused')) return failed(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    if (id === 'after' || id === 'other') return failed(424);
    return id === 'lost' ? failed(404) : undefined;
  };

  it('G02 is replaced once, and what it was refused for is sent again, with what failed because of that alone', async () => {
    system.answers(({ id }, batch) => (batch === 1 ? unfit(id) : undefined) ?? fine({ batch }));
    const answer = await postBatch(system, token, requests);
    expect(told(answer)).toEqual({
      fine: '200',
      refused: '200',
      'refused too': '200',
      after: '200',
      other: '424',
      lost: '404',
    });
    expect(answer.of('fine').body).toEqual({ batch: 1 });
    expect(system.batches[1]).toEqual([
      { id: 'refused', method: 'GET', url: '/things/2' },
      {
        id: 'refused too',
        method: 'POST',
        url: '/things',
        headers: { 'Content-Type': 'application/json' },
        body: { a: 1 },
      },
      { id: 'after', method: 'GET', url: '/things/3', dependsOn: ['refused too'] },
    ]);
    const tokens = system.received.map(({ headers }) => headers.authorization);
    expect(new Set(tokens).size).toBe(2);
    expect(system.authority.exchanges).toHaveLength(2);
  });

  it('G02 is never the caller’s: refused again it is 502 for its requests, and no third time', async () => {
    system.answers(({ id }) => unfit(id) ?? fine());
    const answer = await postBatch(system, token, requests);
    expect(told(answer)).toEqual({
      fine: '200',
      refused: '502 graph_bad_response',
      'refused too': '502 graph_bad_response',
      after: '424',
      other: '424',
      lost: '404',
    });
    expect(system.batches).toHaveLength(2);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    // A moment later Entra is not asked again for what it has just given.
    await postBatch(system, token, requests);
    expect(system.authority.exchanges).toHaveLength(2);
  });

  it('leaves what was carried out its answers where no other token can be had', async () => {
    system.answers(({ id }) => unfit(id) ?? fine());
    const good = system.authority.tokenEndpoint;
    let exchanges = 0;
    system.authority.tokenEndpoint = (response, received) => {
      exchanges += 1;
      if (exchanges === 1) good(response, received);
      else response.writeHead(503).end();
    };
    const answer = await postBatch(system, token, requests);
    expect(told(answer)).toMatchObject({ fine: '200', refused: '503 identity_unavailable', after: '424' });
    expect(system.batches).toHaveLength(1);
  });

  it('leaves what was carried out its answers where the second batch fails', async () => {
    system.responds((response, received, batch) => {
      if (batch === 2) return void response.destroy();
      return json(response, { responses: sentIn(received).map(({ id }) => ({ id, ...(unfit(id) ?? fine()) })) });
    });
    const answer = await postBatch(system, token, requests);
    expect(told(answer)).toMatchObject({ fine: '200', refused: '502 graph_unavailable', lost: '404' });
  });

  it('is replaced where Graph refuses the batch as a whole', async () => {
    system.responds((response, received, batch) => {
      if (batch === 1) return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
      return json(response, { responses: sentIn(received).map(({ id }) => ({ id, ...fine() })) });
    });
    const answer = await postBatch(system, token, [get('/things/1'), post('/things', {})]);
    expect(told(answer)).toEqual({ '/things/1': '200', '/things': '200' });
    expect(system.authority.exchanges).toHaveLength(2);
  });

  it.each([
    ['at once', 1],
    ['after it was replaced', 2],
  ])('G01 for want of claims makes the whole answer insufficient_claims, %s', async (_when, from) => {
    system.answers(({ id }, batch) => {
      const refusal = failed(401, { 'www-authenticate': batch >= from ? challenge() : 'Bearer' });
      return id === 'refused' ? refusal : fine();
    });
    const answer = await postBatch(system, token, requests);
    expect([answer.status, answer.body['code'], answer.body['claims']]).toEqual([401, 'insufficient_claims', CLAIMS]);
    const { error, claims = '' } = challengeParameters(String(answer.headers['www-authenticate']));
    expect([error, Buffer.from(claims, 'base64').toString()]).toEqual(['insufficient_claims', CLAIMS]);
    expect(system.batches).toHaveLength(from);
    // The token is forgotten: the next call asks Entra.
    const before = system.authority.exchanges.length;
    await postBatch(system, token, [get('/things/1', { id: 'fine' })]);
    expect(system.authority.exchanges.length).toBe(before + 1);
  });

  it('G01 for want of claims as a whole makes the answer insufficient_claims', async () => {
    system.responds((response) => response.writeHead(401, { 'www-authenticate': challenge() }).end());
    const answer = await postBatch(system, token, requests);
    expect([answer.status, answer.body['claims']]).toEqual([401, CLAIMS]);
  });
});

describe('a user revoked at the embedded Graph', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem();
  });
  afterAll(() => system.close());

  it('G01 is asked to sign in again by the whole batch', async () => {
    const token = await system.token('megan@contoso.example');
    expect(told(await postBatch(system, token, [get('/me')]))).toEqual({ '/me': '200' });
    const revoked = await fetch(`${system.tenant.origins.http}/sandbox/users/megan@contoso.example/revoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(revoked.ok).toBe(true);
    const answer = await postBatch(system, token, [get('/me'), get('/me/messages')]);
    expect([answer.status, answer.body['code']]).toEqual([401, 'insufficient_claims']);
  });
});
