import { describe, expect, it } from 'vitest';
import type { Problem } from '../common/problem/problem.js';
import { EntraRefusal, exchangeProblem } from './exchange-error.js';
import type { TokenResponse } from './token-endpoint.js';

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const WHERE = 'https://login.example/t/oauth2/v2.0/authorize';

const problemOf = (body: object, response: Partial<TokenResponse> = {}, atHome = true): Problem =>
  exchangeProblem(
    { status: 400, retryAfter: undefined, isJson: true, body, ...response },
    { authorizationUri: WHERE, atHome },
  );
const numbered = (number: number, more: object = {}, response: Partial<TokenResponse> = {}): Problem =>
  problemOf(
    { error: 'invalid_grant', error_description: `AADSTS${number}: Text. Trace ID: x`, error_codes: [number], ...more },
    response,
  );

/** Design, section 4: every number named there. */
const TABLE: [string, number, number[]][] = [
  ['invalid_token', 401, [500133, 50132, 50133, 50173, 70008, 70043, 700082]],
  [
    'access_blocked',
    403,
    [50005, 50020, 50034, 50053, 50055, 50057, 50105, 50126, 53000, 53001, 53002, 53003, 53004, 530032, 530035],
  ],
  ['consent_required', 403, [65001, 65004, 90094, 90095]],
  ['identity_unavailable', 503, [50033, 90006, 90012, 90024, 90033, 90055]],
  [
    'misconfigured',
    500,
    [
      7000215, 7000218, 7000222, 700016, 700024, 700027, 700222, 7000112, 7000114, 500011, 500131, 50013, 70011, 90002,
      90009, 90072, 135010, 900144,
    ],
  ],
];
const ROWS = TABLE.flatMap(([code, status, numbers]) =>
  numbers.map((number): [number, string, number] => [number, code, status]),
);

describe('the translation of Entra’s refusals', () => {
  it.each(ROWS)('makes AADSTS%d %s', (number, code, status) => {
    expect(numbered(number)).toMatchObject({ code, status });
  });

  it.each([700016, 7000112])('makes AADSTS%d of another tenant its own decision', (number) => {
    const body = { error: 'invalid_client', error_description: `AADSTS${number}: Text.`, error_codes: [number] };
    expect(problemOf(body, {}, false)).toMatchObject({ code: 'client_not_allowed', status: 403 });
  });

  it.each([50072, 50074, 50076, 50079, 50131, 50158])('makes AADSTS%d with claims a challenge', (number) => {
    expect(numbered(number, { claims: CLAIMS })).toMatchObject({ code: 'insufficient_claims', status: 401 });
  });

  it.each(ROWS)('makes AADSTS%d %s whatever OAuth error stands beside it', (number, code) => {
    for (const error of ['invalid_grant', 'invalid_client', 'unauthorized_client', 'interaction_required', 'x'])
      expect(numbered(number, { error }).code).toBe(code);
  });

  it.each(ROWS)('reads AADSTS%d from the list alone and from the text alone', (number, code) => {
    expect(numbered(number, { error_description: 'Text.' }).code).toBe(code);
    expect(numbered(number, { error_codes: [] }).code).toBe(code);
    expect(numbered(number, { error_codes: undefined }).code).toBe(code);
  });

  it.each([50076, 50079, 50072, 50074, 50158, 50131, 53000, 53001, 53003, 530032, 530035])(
    'lets the claims of AADSTS%d win',
    (number) => {
      expect(numbered(number, { claims: CLAIMS })).toMatchObject({
        code: 'insufficient_claims',
        status: 401,
        options: {
          claims: CLAIMS,
          challenge: { error: 'insufficient_claims', claims: CLAIMS, authorizationUri: WHERE },
        },
      });
    },
  );

  it.each([50076, 50079])('makes AADSTS%d without claims a block, and with senseless ones nonsense', (number) => {
    expect(numbered(number).code).toBe('access_blocked');
    for (const claims of ['', 'x', '[]', '1', 'null', `{"a":"${'x'.repeat(5_000)}"}`])
      expect(numbered(number, { claims }).code).toBe('identity_bad_response');
  });

  it('does not let claims change what is not about the user', () => {
    expect(numbered(7000215, { claims: CLAIMS }).code).toBe('misconfigured');
    expect(numbered(500133, { claims: CLAIMS }).code).toBe('invalid_token');
  });

  it('writes claims as compact JSON', () => {
    expect(numbered(50076, { claims: '{ "a" :\r\n 1 }' }).options.claims).toBe('{"a":1}');
  });

  it('believes the more exact number of the text', () => {
    expect(numbered(500133, { error_codes: [50013] }).code).toBe('invalid_token');
    expect(numbered(50013, { error_codes: [500133] }).code).toBe('misconfigured');
  });

  it('asks an administrator where Entra says so', () => {
    expect(numbered(90094).options.remedy).toBe('contact_admin');
    expect(numbered(65001).options.remedy).toBe('consent');
  });

  it.each([
    ['consent by suberror', { error: 'invalid_grant', suberror: 'consent_required' }, 'consent_required'],
    ['interaction_required', { error: 'interaction_required', claims: CLAIMS }, 'insufficient_claims'],
    ['temporarily_unavailable', { error: 'temporarily_unavailable' }, 'identity_unavailable'],
    ['invalid_grant', { error: 'invalid_grant' }, 'invalid_token'],
    ['invalid_client', { error: 'invalid_client' }, 'misconfigured'],
    ['unauthorized_client', { error: 'unauthorized_client' }, 'misconfigured'],
    ['invalid_scope', { error: 'invalid_scope' }, 'misconfigured'],
    ['invalid_resource', { error: 'invalid_resource' }, 'misconfigured'],
    ['invalid_request', { error: 'invalid_request' }, 'misconfigured'],
    ['anything else', { error: 'invalid_grants' }, 'identity_bad_response'],
  ])('falls back on OAuth’s own words where no number is known: %s', (_what, body, code) => {
    expect(problemOf({ ...body, error_codes: [1] }).code).toBe(code);
    expect(problemOf(body).code).toBe(code);
  });

  it.each([
    ['throttling', 429, 'identity_unavailable'],
    ['an outage', 503, 'identity_unavailable'],
    ['a fault', 500, 'identity_unavailable'],
  ])('lets the status of %s win over the number', (_what, status, code) => {
    expect(numbered(65001, {}, { status, retryAfter: 7 })).toMatchObject({ code, options: { retryAfter: 7 } });
  });

  it.each([
    [undefined, 5],
    [0, 1],
    [0.2, 1],
    [7, 7],
    [1e9, 300],
  ])('makes a Retry-After of %s one of %d', (retryAfter, expected) => {
    expect(numbered(90055, {}, { status: 429, retryAfter }).options.retryAfter).toBe(expected);
  });

  it.each([
    [500, true, 'identity_unavailable'],
    [500, false, 'identity_bad_response'],
    [502, false, 'identity_bad_response'],
    [503, false, 'identity_unavailable'],
    [504, false, 'identity_unavailable'],
    [429, false, 'identity_unavailable'],
    [400, false, 'identity_bad_response'],
    [400, true, 'identity_bad_response'],
    [307, false, 'identity_bad_response'],
    [404, true, 'identity_bad_response'],
  ])('makes a %d without an error (JSON: %s) %s', (status, isJson, code) => {
    expect(problemOf({}, { status, isJson }).code).toBe(code);
  });

  it.each([
    ['no numbers', { error_codes: null }],
    ['numbers as text', { error_codes: ['65001'] }],
    ['numbers that are none', { error_codes: [{}, null, '', 'x'] }],
    ['no list', { error_codes: 65001 }],
    ['no suberror', { suberror: null }],
    ['a suberror of another kind', { suberror: 7 }],
    ['no claims', { claims: null }],
    ['claims of another kind', { claims: {} }],
  ])('reads the text beside %s', (_what, members) => {
    expect(numbered(65001, members).code).toBe('consent_required');
  });

  it('reads numbers that come as text, and no text that is none', () => {
    expect(numbered(65001, { error_description: null, error_codes: ['65001'] }).code).toBe('consent_required');
    expect(numbered(50076, { claims: null }).code).toBe('access_blocked');
    expect(numbered(50076, { claims: {} }).code).toBe('identity_bad_response');
  });

  it('keeps numbers and fixed words of a refusal, none of its text', () => {
    const { cause } = numbered(65001, { error: 'invalid grant\r\n', error_description: 'AADSTS65001: megan' }).options;
    expect(cause).toBeInstanceOf(EntraRefusal);
    expect(cause).toMatchObject({ aadsts: [65001], message: 'invalidgrant 65001' });
  });
});
