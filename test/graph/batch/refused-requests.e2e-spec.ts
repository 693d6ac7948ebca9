import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../../helpers/api.js';
import { startTestSystem } from '../../helpers/api.js';
import { answerOf, expectNothingSentOut, graphCallsOf } from '../../helpers/refusals.js';
import { bodyOf, get, post, postBatch, told } from './batch-client.js';
import type { BeforeStandIn } from './stand-in-graph.js';
import { fine, startBeforeStandIn } from './stand-in-graph.js';

const MEGAN = 'megan@contoso.example';

describe('a request within a batch', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startTestSystem({ environment: { GRAPH_ALLOW: 'POST /v1.0/me/open' } });
    token = await system.token(MEGAN);
  });
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterAll(() => system.close());

  it.each([
    ['P05 dot segments', '/me/../users', 'invalid_path', 400],
    ['P05 encoded dot segments', '/%2e%2e/beta/me', 'invalid_path', 400],
    ['P05 dot segments in front', '/../beta/me', 'invalid_path', 400],
    ['P07 double encoding', '/me/%252e%252e/users', 'invalid_path', 400],
    ['P08 full-width dots', '/me/．．/users', 'invalid_path', 400],
    ['P08 overlong dots', '/me/%c0%ae%c0%ae/users', 'invalid_path', 400],
    ['P10 a broken escape', '/me/%zz', 'invalid_path', 400],
    ['P02 a backslash', '/me\\users', 'invalid_path', 400],
    ['P11 a fragment', '/me#x', 'invalid_path', 400],
    ['H02 a token in its query', '/me?access_token=abc', 'invalid_request', 400],
    ['a tab', '/me\t', 'invalid_path', 400],
    ['a line break', '/me\r\nX: y', 'invalid_path', 400],
    ['P22 a target without end', `/me?${'x'.repeat(9_000)}`, 'uri_too_long', 414],
    ['a path that is not open', '/nowhere', 'operation_not_allowed', 404],
    ['P04 an address as a segment', '/me/https://evil.example', 'operation_not_allowed', 404],
    ['nothing but a slash', '/', 'operation_not_allowed', 404],
    ['a batch encoded twice', '/%2524batch', 'operation_not_allowed', 404],
  ])('gets its own refusal where it is %s', async (_name, url, code, status) => {
    const answer = await postBatch(system, token, [get(url, { id: 'bad' })]);
    expect(told(answer)).toEqual({ bad: `${status} ${code}` });
    expectNothingSentOut(system);
  });

  it('has the body of a refusal of its own, in both forms', async () => {
    const [alone, within] = await Promise.all([
      system.get('/v1.0/nowhere', token).then(answerOf),
      postBatch(system, token, [get('/nowhere')], { headers: { 'client-request-id': 'mine' } }),
    ]);
    const { headers } = within.of('/nowhere');
    const body = bodyOf(within.of('/nowhere'));
    expect(Object.keys(body)).toEqual(Object.keys(alone.body));
    expect(body).toMatchObject({
      error: {
        code: 'operation_not_allowed',
        innerError: { 'request-id': within.headers['request-id'], 'client-request-id': 'mine' },
      },
      type: 'urn:behalf:problem:operation_not_allowed',
      status: 404,
      correlationId: within.headers['request-id'],
    });
    expect(headers).toEqual({ 'Content-Type': 'application/json', 'request-id': within.headers['request-id'] });
  });

  it('is refused by its method with those that there are', async () => {
    const answer = await postBatch(system, token, [
      get('/me/open', { id: 'get' }),
      get('/me/open', { id: 'trace', method: 'TRACE' }),
      get('/me', { id: 'head', method: 'HEAD' }),
    ]);
    expect(told(answer)).toEqual({
      get: '405 method_not_allowed',
      trace: '405 method_not_allowed',
      head: '405 method_not_allowed',
    });
    expect(answer.of('get').headers['Allow']).toBe('POST');
    expectNothingSentOut(system);
  });

  it('is refused where its headers could mean two things', async () => {
    const answer = await postBatch(system, token, [
      get('/me', { id: 'twice', headers: { Prefer: 'a', prefer: 'b' } }),
      get('/me', { id: 'bytes', headers: { Prefer: 'ä' } }),
      get('/me', { id: 'lines', headers: { Prefer: 'a\r\nAuthorization: Bearer b' } }),
    ]);
    expect(told(answer)).toEqual({
      twice: '400 invalid_request',
      bytes: '400 invalid_request',
      lines: '400 invalid_request',
    });
    expectNothingSentOut(system);
  });

  it('that is refused leaves the others, but not those that depend on it', async () => {
    const answer = await postBatch(system, token, [
      get('/me', { id: 'good' }),
      get('/nowhere', { id: 'bad' }),
      get('/me', { id: 'after bad', dependsOn: ['good', 'BAD'] }),
      get('/me', { id: 'after that', dependsOn: ['after bad'] }),
      get('/me', { id: 'after good', dependsOn: ['good'] }),
    ]);
    expect(told(answer)).toEqual({
      good: '200',
      bad: '404 operation_not_allowed',
      'after bad': '424',
      'after that': '424',
      'after good': '200',
    });
    expect(bodyOf(answer.of('after that'))).toEqual({
      error: {
        code: 'FailedDependency',
        message: expect.any(String),
        innerError: {
          date: expect.any(String),
          'request-id': expect.any(String),
          'client-request-id': expect.any(String),
        },
      },
    });
    // The batch, and the two of it that were carried out.
    expect(graphCallsOf(system).map(({ path }) => path)).toEqual(['/v1.0/me', '/v1.0/me', '/v1.0/$batch']);
  });
});

describe('consent within a batch', () => {
  let system: BeforeStandIn;
  beforeAll(async () => {
    system = await startBeforeStandIn({ ALLOWED_REDIRECT_URIS: 'https://app.example/back' });
  });
  afterAll(() => system.close());

  it('is missing for single requests, with scopes and a link, after one forced exchange', async () => {
    system.answers(() => fine());
    const token = system.authority.token({ uti: 'partly' });
    const answer = await postBatch(system, token, [get('/me'), get('/me/messages'), get('/me/events'), get('/groups')]);
    expect(told(answer)).toEqual({
      '/me': '200',
      '/me/messages': '403 consent_required',
      '/me/events': '403 consent_required',
      '/groups': '403 consent_required',
    });
    const body = bodyOf(answer.of('/me/messages'));
    expect(body).toMatchObject({ scopes: ['Mail.ReadBasic'], remedy: 'consent' });
    expect(body['consentUri']).toMatch(/scope=Mail\.ReadBasic/);
    expect(bodyOf(answer.of('/groups'))).toMatchObject({
      remedy: 'contact_admin',
      adminConsentUri: expect.any(String),
    });
    expect(system.authority.exchanges).toHaveLength(2);
    expect(system.batches.map((batch) => batch.map(({ id }) => id))).toEqual([['/me']]);
  });

  it('is missing for all where Entra gives no token, and for those without scopes as well', async () => {
    system.answers(() => fine());
    system.authority.tokenEndpoint = (response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: 'invalid_grant', error_codes: [65001], error_description: 'AADSTS65001: no' }));
    const token = system.authority.token({ uti: 'none' });
    const answer = await postBatch(system, token, [get('/me'), get('/things')]);
    expect(told(answer)).toEqual({ '/me': '403 consent_required', '/things': '403 consent_required' });
    expect(system.batches).toEqual([]);
  });

  it('is not asked about where every request was refused before', async () => {
    system.answers(() => fine());
    await postBatch(system, system.authority.token({ uti: 'closed' }), [get('/nowhere'), post('/nowhere/2', {})]);
    expect(system.authority.exchanges).toEqual([]);
    expect(system.batches).toEqual([]);
  });

  it('has nothing to do with an exchange that fails otherwise: then the batch fails', async () => {
    system.answers(() => fine());
    system.authority.tokenEndpoint = (response) => response.writeHead(503, { 'retry-after': '7' }).end();
    const answer = await postBatch(system, system.authority.token({ uti: 'down' }), [get('/me')]);
    expect([answer.status, answer.body['code'], answer.headers['retry-after']]).toEqual([
      503,
      'identity_unavailable',
      '7',
    ]);
  });
});
