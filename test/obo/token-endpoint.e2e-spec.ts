import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../helpers/refusals.js';
import type { Answerer } from '../helpers/stand-in-authority.js';
import { json } from '../helpers/stand-in-authority.js';
import type { BeforeStandIn } from './before-stand-in.js';
import { startBeforeStandIn } from './before-stand-in.js';

describe('what the token endpoint answers', () => {
  let system: BeforeStandIn;
  let authority: BeforeStandIn['authority'];
  let api: BeforeStandIn['api'];
  let call: BeforeStandIn['call'];
  let outcome: BeforeStandIn['outcome'];

  beforeAll(async () => {
    system = await startBeforeStandIn();
    ({ authority, api, call, outcome } = system);
  });
  afterAll(() => system.close());
  beforeEach(() => authority.behave());
  const IDP502 = [502, 'identity_bad_response'];
  const IDP503 = [503, 'identity_unavailable'];

  it('is asked with the assertion, the secret and the capability cp1, once', async () => {
    const token = authority.token();
    expect(await outcome(token)).toBe(200);
    const [exchange, ...more] = authority.exchanges;
    expect(more).toEqual([]);
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      client_id: authority.clientId,
      client_secret: authority.secret,
      assertion: token,
      scope: expect.stringContaining('https://graph.microsoft.com/.default'),
      claims: expect.stringContaining('"access_token":{"xms_cc":{"values":["cp1"]}}'),
    });
    expect(exchange).toMatchObject({ method: 'POST', path: `/${authority.tenantId}/oauth2/v2.0/token` });
    // Discovery is not asked again for an exchange.
    expect(authority.received).toHaveLength(2);
  });

  it.each([301, 302, 303, 307, 308])(
    'I17 is not followed where it redirects with %d; the secret stays here',
    async (status) => {
      authority.tokenEndpoint = (response) =>
        void response.writeHead(status, { location: `${authority.origin}/elsewhere` }).end();
      const insecure: string[] = [];
      expect(await outcome()).toEqual(IDP502);
      authority.tokenEndpoint = (response, { body }) => {
        insecure.push(body);
        response.writeHead(status, { location: `${authority.origin.replace('https', 'http')}/elsewhere` }).end();
      };
      expect(await outcome()).toEqual(IDP502);
      expect(insecure).toHaveLength(1);
      expect(authority.received.map(({ path }) => path)).not.toContain('/elsewhere');
    },
  );

  const NONSENSE: [string, Answerer, unknown][] = [
    [
      'I16 an HTML 502',
      (response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
      IDP502,
    ],
    [
      'I16 an HTML 200',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      IDP502,
    ],
    ['I16 truncated JSON', (response) => void response.writeHead(200).end('{"access_token":"opaque-x"'), IDP502],
    ['I16 a token of another content type', (response) => void response.writeHead(200).end('opaque-x'), IDP502],
    ['an HTML 400', (response) => void response.writeHead(400).end('<html>'), IDP502],
    ['a 404', (response) => json(response, {}, 404), IDP502],
    ['204', (response) => void response.writeHead(204).end(), IDP502],
    ['201 with a token', (response) => json(response, authority.tokenAnswer(), 201), IDP502],
    ['null', (response) => json(response, null), IDP502],
    ['an array', (response) => json(response, [authority.tokenAnswer()]), IDP502],
    ['{}', (response) => json(response, {}), IDP502],
    ['an error with status 200', (response) => json(response, { error: 'invalid_grant' }), IDP502],
    ['more than it may', (response) => json(response, authority.tokenAnswer({ padding: 'x'.repeat(300_000) })), IDP502],
    ['a 500 with {}', (response) => json(response, {}, 500), IDP503],
    ['an HTML 503', (response) => void response.writeHead(503).end('<html>'), IDP503],
    ['an HTML 429', (response) => void response.writeHead(429).end('<html>'), IDP503],
    ['silence', () => undefined, IDP503],
    ['a reset', (response) => response.destroy(), IDP503],
    ['a body that stops', (response) => void response.writeHead(200, { 'content-length': 99 }).write('{'), IDP503],
  ];

  it.each(NONSENSE)('%s is 502 or 503, and the next call works', async (_what, answerer, expected) => {
    authority.tokenEndpoint = answerer;
    const token = authority.token();
    expect(await outcome(token)).toEqual(expected);
    expect(authority.received.filter(({ path }) => path.startsWith('/v1.0'))).toEqual([]);
    authority.behave();
    expect(await outcome(token)).toBe(200);
  });

  it.each<[string, Record<string, unknown>]>([
    ['I19 token_type mac', { token_type: 'mac' }],
    ['I19 token_type DPoP', { token_type: 'DPoP' }],
    ['I19 no token_type', { token_type: undefined }],
    ['I19 token_type of another type', { token_type: ['Bearer'] }],
    ['an empty token', { access_token: '' }],
    ['no token', { access_token: undefined }],
    ['a token of null', { access_token: null }],
    ['a token that is none', { access_token: 42 }],
    ['a token with a line break', { access_token: 'a\r\nX-Evil: 1' }],
    ['a token with a blank', { access_token: 'a b' }],
    ['a scope that is none', { scope: ['Mail.Read'] }],
  ])('%s is 502', async (_what, changes) => {
    authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer(changes));
    expect(await outcome()).toEqual(IDP502);
    expect(authority.received.filter(({ path }) => path.startsWith('/v1.0'))).toEqual([]);
  });

  it('token_type is compared without regard to case', async () => {
    authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer({ token_type: 'bearer' }));
    expect(await outcome()).toBe(200);
  });

  describe('claims', () => {
    const challengeWith = async (claims: unknown): Promise<Answer> => {
      const error = {
        error: 'interaction_required',
        error_description: 'AADSTS50076: x',
        error_codes: [50076],
        claims,
      };
      authority.tokenEndpoint = (response) => json(response, error, 400);
      return call();
    };

    it.each<[string, string]>([
      ['line breaks between members', '{\r\n"access_token":\r\n{"a":1}}'],
      ['escaped line breaks', '{"access_token":{"a":"x\\r\\nSet-Cookie: a=b"}}'],
      ['quotes and backslashes', '{"access_token":{"a":"\\"\\\\, error=\\"none"}}'],
      ['other scripts', '{"access_token":{"a":"čaj ☕"}}'],
    ])('I23 with %s stay one valid line', async (_what, claims) => {
      const answer = await challengeWith(claims);
      expect(answer).toMatchObject({ status: 401, body: { code: 'insufficient_claims' } });
      expect(answer.headers['set-cookie']).toBeUndefined();
      const passed = Buffer.from(answer.challenge?.['claims'] ?? '', 'base64').toString('utf8');
      expect(passed).toBe(answer.body['claims']);
      expect(JSON.parse(passed)).toEqual(JSON.parse(claims));
    });

    it.each<[string, unknown]>([
      ['20 KB', `{"access_token":{"a":"${'x'.repeat(20_000)}"}}`],
      ['no JSON', 'access_token'],
      ['an array', '[1]'],
      ['null in text', 'null'],
      ['empty', ''],
    ])('I22 that are %s are 502: nothing a client could repeat', async (_what, claims) => {
      const answer = await challengeWith(claims);
      expect(answer).toMatchObject({ status: 502, challenge: undefined, body: { code: 'identity_bad_response' } });
    });
  });

  describe('refusals by number', () => {
    const refusedWith = async (number: number, error: object = {}, headers: object = {}): Promise<unknown> => {
      const body = { error: 'invalid_grant', error_description: `AADSTS${number}: x`, error_codes: [number], ...error };
      authority.tokenEndpoint = (response) =>
        void response.writeHead(400, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      return outcome();
    };

    it('I25 65001 without suberror is consent', async () => {
      expect(await refusedWith(65001)).toEqual([403, 'consent_required']);
    });

    it('90094 is consent of an administrator', async () => {
      await refusedWith(90094);
      expect((await call()).body).toMatchObject({ code: 'consent_required', remedy: 'contact_admin' });
    });

    it.each([
      [500133, 401, 'invalid_token'],
      [500131, 500, 'misconfigured'],
      [50013, 500, 'misconfigured'],
    ])('I26 %d is %d %s', async (number, status, code) => {
      expect(await refusedWith(number)).toEqual([status, code]);
    });

    it.each([7000215, 7000222, 700016, 700027, 70011])('I28 %d is 500 misconfigured', async (number) => {
      expect(await refusedWith(number, { error: 'invalid_client' })).toEqual([500, 'misconfigured']);
    });

    it('I28 invalid_client without a number is 500 misconfigured', async () => {
      expect(await refusedWith(0, { error: 'invalid_client', error_codes: [], error_description: '' })).toEqual([
        500,
        'misconfigured',
      ]);
    });

    it('I14 with Retry-After holds up nobody else', async () => {
      expect(await refusedWith(65001, {}, { 'retry-after': '3600' })).toEqual([403, 'consent_required']);
      authority.behave();
      expect(await outcome()).toBe(200);
    });

    it('tells nothing of Entra’s text', async () => {
      await refusedWith(53003, { error_description: 'AADSTS53003: canary of fabrikam.example' });
      const answer = await call();
      expect(answer).toMatchObject({ status: 403, body: { code: 'access_blocked' } });
      expect(JSON.stringify(answer) + api.log()).not.toContain('canary');
    });
  });

  it('has logged no token, user or secret of any of these', () => {
    for (const trace of [authority.secret, authority.userId, 'opaque-', 'eyJ', '<html'])
      expect(api.log()).not.toContain(trace);
  });
});
