import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSystem } from '../../helpers/api.js';
import { graphCallsOf } from '../../helpers/refusals.js';
import { json } from '../../helpers/stand-in-authority.js';
import type { Written } from './batch-client.js';
import { get, post, postBatch, told } from './batch-client.js';
import type { BeforeStandIn } from './stand-in-graph.js';
import { failed, fine, sentIn, startBeforeStandIn } from './stand-in-graph.js';

/** Each test has a budget of its own. */
let system: BeforeStandIn;
beforeEach(async () => {
  system = await startBeforeStandIn();
});
afterEach(() => system.close());

const SOON = { 'Retry-After': '0.02' };
const idsOf = (place: number): string[] => (system.batches[place] ?? []).map(({ id }) => id);

describe('requests of a batch that Graph puts off', () => {
  const requests = [
    get('/things/1', { id: 'fine' }),
    post('/things', { a: 1 }, { id: 'throttled' }),
    get('/things/2', { id: 'after', dependsOn: ['fine', 'throttled'] }),
    get('/things/3', { id: 'after that', dependsOn: ['after'] }),
    get('/things/4', { id: 'lost' }),
    get('/things/5', { id: 'after both', dependsOn: ['throttled', 'lost'] }),
  ];
  const answers: Readonly<Record<string, Written>> = {
    throttled: failed(429, SOON),
    after: failed(424),
    'after that': failed(424),
    lost: failed(404),
    'after both': failed(424),
  };

  it('G04 are sent once more, with what failed because of them alone', async () => {
    system.answers(({ id }, batch) => (batch === 1 ? (answers[id] ?? fine({ batch })) : fine({ batch })));
    const answer = await postBatch(system, system.token, requests);
    expect(told(answer)).toEqual({
      fine: '200',
      throttled: '200',
      after: '200',
      'after that': '200',
      lost: '404',
      'after both': '424',
    });
    expect(answer.of('fine').body).toEqual({ batch: 1 });
    expect(system.batches[1]).toEqual([
      {
        id: 'throttled',
        method: 'POST',
        url: '/things',
        headers: { 'Content-Type': 'application/json' },
        body: { a: 1 },
      },
      { id: 'after', method: 'GET', url: '/things/2', dependsOn: ['throttled'] },
      { id: 'after that', method: 'GET', url: '/things/3', dependsOn: ['after'] },
    ]);
  });

  it('G04 are sent once more and no third time; Graph’s Retry-After reaches the caller', async () => {
    system.answers(({ id }, batch) =>
      id === 'throttled' ? failed(429, { 'Retry-After': batch === 1 ? '0' : '17' }) : fine(),
    );
    const answer = await postBatch(system, system.token, [requests[0] ?? {}, requests[1] ?? {}]);
    expect(told(answer)).toEqual({ fine: '200', throttled: '429' });
    expect(answer.of('throttled').headers['Retry-After']).toBe('17');
    expect(system.batches.map((batch) => batch.length)).toEqual([2, 1]);
    // What an alert compares: a workload that is called within batches only has answers to be a share of.
    const { graphThrottled, graphAnswers } = system.meters;
    expect(graphThrottled.of('directory').value).toBe(2);
    expect(graphAnswers.of('directory').value).toBe(3);
    expect(graphAnswers.of('batch').value).toBe(2);
  });

  it.each([
    ['G04 a long time', failed(429, { 'Retry-After': '2.5' }), '3'],
    ['G04 no time', failed(429), '10'],
    ['G04 nonsense for a time', failed(429, { 'Retry-After': 'soon' }), '10'],
    ['G04 an absurd time', failed(429, { 'Retry-After': '99999999999' }), '10'],
    ['G04 a time beyond an hour', failed(429, { 'Retry-After': 86_400 }), '3600'],
    ['G04 a negative time', failed(429, { 'Retry-After': '-1' }), '10'],
    ['G05 no time', failed(503), undefined],
  ])('are not sent again for %s, and the caller learns a sane one', async (_name, refusal, retryAfter) => {
    system.answers(() => refusal);
    const answer = await postBatch(system, system.token, [get('/things')]);
    expect(answer.of('/things').status).toBe(refusal['status']);
    expect(answer.of('/things').headers['Retry-After']).toBe(retryAfter);
    expect(system.batches).toHaveLength(1);
  });

  it.each([503, 504])('G05 by %d are sent again where doing it twice is doing it once', async (status) => {
    system.answers((_request, batch) => (batch === 1 ? failed(status, SOON) : fine()));
    const methods = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'];
    const answer = await postBatch(
      system,
      system.token,
      methods.map((method) => ({
        id: method,
        method,
        url: '/things/1',
        headers: {},
        ...(method[0] === 'P' && { body: {} }),
      })),
    );
    expect(told(answer)).toEqual({ GET: '200', PUT: '200', DELETE: '200', POST: `${status}`, PATCH: `${status}` });
    expect(idsOf(1)).toEqual(['GET', 'PUT', 'DELETE']);
  });

  it('are decided one by one: a long wait for one is none for another', async () => {
    system.answers(({ id }, batch) =>
      batch === 1 ? failed(429, id === 'long' ? { 'Retry-After': '60' } : SOON) : fine(),
    );
    const answer = await postBatch(system, system.token, [
      get('/things', { id: 'short' }),
      get('/things', { id: 'long' }),
    ]);
    expect(told(answer)).toEqual({ short: '200', long: '429' });
    expect(idsOf(1)).toEqual(['short']);
  });

  it('keep their answers where the second try fails', async () => {
    system.responds((response, received, batch) => {
      if (batch === 2) return void response.destroy();
      return json(response, { responses: sentIn(received).map(({ id }) => ({ id, ...(answers[id] ?? fine()) })) });
    });
    const answer = await postBatch(system, system.token, requests);
    expect(told(answer)).toMatchObject({ fine: '200', throttled: '429', after: '424', lost: '404' });
    expect(system.batches).toHaveLength(2);
  });

  it('are few: Graph gets hardly more to do because it is throttled', async () => {
    system.answers(() => failed(429, { 'Retry-After': '0' }));
    const all = Array.from({ length: 20 }, (_each, index) => get('/things', { id: String(index) }));
    for (let round = 0; round < 10; round += 1) await postBatch(system, system.token, all);
    const sent = system.batches.reduce((sum, batch) => sum + batch.length, 0);
    expect(sent).toBeGreaterThan(200);
    expect(sent).toBeLessThanOrEqual(210);
  });
});

describe('a batch that Graph puts off as a whole', () => {
  it('G04 is sent once more', async () => {
    system.responds((response, received, batch) => {
      if (batch === 1) return void response.writeHead(429, { 'retry-after': '0' }).end();
      return json(response, { responses: sentIn(received).map(({ id }) => ({ id, ...fine() })) });
    });
    expect(told(await postBatch(system, system.token, [post('/things', {})]))).toEqual({ '/things': '200' });
  });

  it.each([
    [429, '30'],
    [503, '1'],
  ])('is passed with %d and Retry-After %s', async (status, retryAfter) => {
    system.responds((response) => response.writeHead(status, { 'retry-after': retryAfter }).end());
    const answer = await postBatch(system, system.token, [post('/things', {})]);
    expect([answer.status, answer.headers['retry-after'], system.received.length]).toEqual([status, retryAfter, 1]);
  });
});

describe('a throttled embedded Graph', () => {
  it('G04 answers after one more try, its requests one by one', async () => {
    const own = await startTestSystem();
    const token = await own.token('megan@contoso.example');
    own.tenant.cloud.faults.set({ graph: { status: 429, retryAfter: 0, share: 0.5 } });
    own.tenant.cloud.journal.clear();
    const answer = await postBatch(own, token, [get('/me', { id: '1' }), get('/me', { id: '2' })]);
    expect(answer.responses.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(graphCallsOf(own).filter(({ path }) => path.endsWith('$batch'))).toHaveLength(2);
    await own.close();
  });
});
