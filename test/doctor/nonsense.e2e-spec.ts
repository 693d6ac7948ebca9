import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { json, StandInAuthority } from '../helpers/stand-in-authority.js';
import type { Answerer } from '../helpers/stand-in-authority.js';
import { Examination, expectStep } from './examination.js';

/** What somebody else sends never reaches the terminal. */
const CANARY = `canary-${randomUUID()}`;
const page: Answerer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>${CANARY}</h1>`);
};
const elsewhere: Answerer = (response) => {
  response.writeHead(302, { location: `https://portal.example/${CANARY}` }).end();
};
const refusing =
  (number: number, status = 400): Answerer =>
  (response) =>
    json(
      response,
      { error: 'invalid_request', error_description: `AADSTS${number}: ${CANARY}`, error_codes: [number] },
      status,
    );

let authority: StandInAuthority;
beforeAll(async () => {
  authority = await StandInAuthority.start();
});
afterAll(() => authority.close());
afterEach(() => authority.behave());

const examined = async (environment: Readonly<Record<string, string>> = {}): Promise<Examination> => {
  const examination = await Examination.of(
    { ...authority.environment, ...environment },
    { limits: { identityTimeoutMs: 1_000 } },
  );
  expect(JSON.stringify(examination.reports)).not.toContain(CANARY);
  expect(JSON.stringify(examination.reports)).not.toContain(authority.secret);
  return examination;
};

describe('a discovery document', () => {
  it.each([
    ['a page', page, 'no authority: not JSON'],
    ['a redirect', elsewhere, 'no authority: status 302'],
    ['null', (response) => json(response, null), 'no discovery document'],
    ['of another issuer', (response) => json(response, { issuer: `https://${CANARY}/v2.0` }), 'another issuer'],
    ['that is too long', (response) => json(response, CANARY.repeat(40_000)), 'no authority: more than'],
  ] as const satisfies readonly (readonly [string, Answerer, string])[])(
    '%s gets its cross',
    async (_kind, answer, found) => {
      authority.discovery = answer;
      expectStep(await examined(), 'discovery', 'fail', found, 'AZURE_AUTHORITY_HOST');
    },
  );
});

describe('a key set', () => {
  it.each([
    ['a page', page, 'not JSON'],
    ['empty', (response) => json(response, { keys: [] }), 'no usable key'],
    ['for encryption', (response) => json(response, { keys: [{ kty: 'RSA', use: 'enc' }] }), 'no usable key'],
  ] as const satisfies readonly (readonly [string, Answerer, string])[])(
    'that is %s gets its cross',
    async (_kind, answer, found) => {
      authority.keySet = answer;
      const examination = await examined();
      expectStep(examination, 'discovery', 'pass', 'speaks for');
      expectStep(examination, 'signing keys', 'fail', found);
    },
  );
});

describe('a token endpoint', () => {
  it.each([
    ['with a page', page, 'makes no sense', 'AZURE_AUTHORITY_HOST'],
    ['with a redirect', elsewhere, 'makes no sense', 'AZURE_AUTHORITY_HOST'],
    ['with an empty token', (response) => json(response, { access_token: '' }), 'makes no sense', 'AUTHORITY'],
    ['not at all', (response) => response.destroy(), 'no answer that can be used', 'AZURE_AUTHORITY_HOST'],
    ['too late', () => undefined, 'does not answer in time', 'HTTPS_PROXY'],
    ['in trouble', (response) => json(response, {}, 503), 'no answer that can be used', 'Try again'],
    [
      'with an expired secret',
      refusing(7000222, 401),
      'AADSTS7000222: The client secret has expired',
      'AZURE_CLIENT_SECRET',
    ],
    ['with a disabled application', refusing(7000112), 'AADSTS7000112', 'Enterprise applications'],
    [
      'with a number nobody knows',
      refusing(987654),
      'AADSTS987654',
      'https://login.microsoftonline.com/error?code=987654',
    ],
    [
      'refusing without a number',
      (response) => json(response, { error: 'invalid_client' }, 401),
      'without a number',
      'sign-in log',
    ],
  ] as const satisfies readonly (readonly [string, Answerer, string, string])[])(
    'that answers %s gets its cross at the credential',
    async (_kind, answer, found, remedy) => {
      authority.tokenEndpoint = answer;
      expectStep(await examined(), 'credential', 'fail', found, remedy);
    },
  );
});

describe('a Graph', () => {
  it.each([
    ['a page', page, 'no Graph (status 200'],
    ['a redirect', elsewhere, 'no Graph (status 302'],
    ['a refusal in other words', (response) => json(response, { message: CANARY }, 401), 'no Graph (status 401'],
    ['a trouble', (response) => json(response, {}, 503), 'in trouble (status 503)'],
  ] as const satisfies readonly (readonly [string, Answerer, string])[])(
    'that answers with %s gets its cross',
    async (_kind, answer, found) => {
      authority.graph = answer;
      expectStep(await examined(), 'Graph', 'fail', found);
    },
  );
});

describe('a sign-in', () => {
  const address = 'https://front.example/consent';

  it('that says the scope does not exist gets its cross', async () => {
    authority.graph = (response) => {
      const query = new URLSearchParams({ error: 'invalid_scope', error_description: `AADSTS650053: ${CANARY}` });
      response.writeHead(302, { location: `${address}?${query.toString()}` }).end();
    };
    const examination = await examined({ ALLOWED_REDIRECT_URIS: address });
    expectStep(examination, 'scope exposed', 'fail', 'access_as_user does not exist (AADSTS650053)', 'Expose an API');
  });

  it('that shows a page says nothing of the addresses', async () => {
    authority.graph = page;
    expectStep(await examined({ ALLOWED_REDIRECT_URIS: address }), 'redirect addresses', 'skip', 'a page');
  });

  it('that leads elsewhere is not taken for the redirect address', async () => {
    authority.graph = elsewhere;
    expectStep(await examined({ ALLOWED_REDIRECT_URIS: address }), 'redirect addresses', 'skip', 'a page');
  });
});

it('never sends a credential after a redirect', async () => {
  authority.tokenEndpoint = (response) => {
    response.writeHead(307, { location: `${authority.origin}/elsewhere` }).end();
  };
  await examined();
  expect(authority.received.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  expect(authority.exchanges.length).toBeGreaterThan(0);
});
