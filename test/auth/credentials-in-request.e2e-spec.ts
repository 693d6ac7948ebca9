import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { rawRequest } from '../helpers/raw-request.js';
import { expectRefusal, graphCallsOf, readAnswer } from '../helpers/refusals.js';
import type { Answer } from '../helpers/refusals.js';

describe('where the credentials of a request stand', () => {
  let system: TestSystem;
  let token: string;
  let other: string;

  beforeAll(async () => {
    system = await startTestSystem();
    token = await system.token('megan@contoso.example');
    other = await system.token('adele@contoso.example');
  });
  afterAll(() => system.close());
  beforeEach(() => system.tenant.cloud.journal.clear());

  const send = async (headers: readonly string[], line = 'GET /v1.0/me HTTP/1.1', body = ''): Promise<Answer> => {
    const { status, headers: answered, text } = await rawRequest(system.url, [line, ...headers], { body });
    return readAnswer(status, answered, text);
  };
  const bearer = (): string => `Authorization: Bearer ${token}`;

  it.each<[string, () => string[]]>([
    ['alike', () => [bearer(), bearer()]],
    ['of two users', () => [bearer(), `Authorization: Bearer ${other}`]],
    ['in different case', () => [bearer(), `aUTHORIZATION: Bearer ${other}`]],
    ['of two schemes', () => [bearer(), 'Authorization: Basic YTpi']],
    ['of two schemes the other way round', () => ['Authorization: Basic YTpi', bearer()]],
    ['of which one is empty', () => [bearer(), 'Authorization:']],
    ['of which the first is empty', () => ['Authorization:', bearer()]],
    ['apart', () => [bearer(), 'Accept: */*', 'X-A: b', bearer()]],
  ])('H01 refuses two Authorization headers %s', async (_what, headers) => {
    expectRefusal(system, await send(headers()), 'BADREQ');
  });

  it.each(['?access_token=', '?$select=id&access_token=', '?ACCESS_TOKEN='])(
    'H02 refuses a token in the header and in the query: %s',
    async (query) => {
      expectRefusal(system, await send([bearer()], `GET /v1.0/me${query}${token} HTTP/1.1`), 'BADREQ');
    },
  );

  it.each<[string, () => [string, string[], string?]]>([
    ['the query', () => [`GET /v1.0/me?access_token=${token} HTTP/1.1`, []]],
    ['a cookie', () => ['GET /v1.0/me HTTP/1.1', [`Cookie: access_token=${token}; Authorization=Bearer ${token}`]]],
    ['X-Access-Token', () => ['GET /v1.0/me HTTP/1.1', [`X-Access-Token: ${token}`]]],
    ['X-Authorization', () => ['GET /v1.0/me HTTP/1.1', [`X-Authorization: Bearer ${token}`]]],
    ['Proxy-Authorization', () => ['GET /v1.0/me HTTP/1.1', [`Proxy-Authorization: Bearer ${token}`]]],
    [
      'a form body',
      () => [
        'POST /v1.0/me/sendMail HTTP/1.1',
        ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${token.length + 13}`],
        `access_token=${token}`,
      ],
    ],
    [
      'a JSON body',
      () => [
        'POST /v1.0/me/sendMail HTTP/1.1',
        ['Content-Type: application/json', `Content-Length: ${token.length + 19}`],
        `{"access_token":"${token}"}`,
      ],
    ],
  ])('H04 knows no token in %s', async (_what, make) => {
    const [line, headers, body] = make();
    expectRefusal(system, await send(headers, line, body), 'NOCRED');
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])('H05 takes the scheme as %s', async (scheme) => {
    expect(await send([`Authorization: ${scheme} ${token}`])).toMatchObject({
      status: 200,
      body: { userPrincipalName: 'megan@contoso.example' },
    });
    expect(graphCallsOf(system)).toHaveLength(1);
  });

  it('H05 takes several spaces behind the scheme', async () => {
    expect(await send([`Authorization: Bearer   ${token}`])).toMatchObject({ status: 200 });
  });

  it.each(['Basic YTpi', 'DPoP', 'DPoP abc', 'Negotiate YII', 'Bearers', 'Bear', 'Token'])(
    'H07 asks for a bearer token where there is %s',
    async (value) => {
      const credentials = value.includes(' ') ? value : `${value} ${token}`;
      expectRefusal(system, await send([`Authorization: ${credentials}`]), 'NOCRED');
    },
  );

  it.each<[string, () => string]>([
    ['a comma', () => `Bearer ${token}, Bearer ${other}`],
    ['a comma alone', () => `Bearer ${token},${other}`],
    ['parameters', () => `Bearer token="${token}"`],
    ['a semicolon', () => `Bearer ${token}; realm=x`],
    ['a tab', () => `Bearer\t${token}`],
    ['two schemes', () => `Bearer Bearer ${token}`],
    ['bytes above ASCII', () => `Bearer ${token}é`],
  ])('H08 refuses credentials with %s', async (_what, value) => {
    expectRefusal(system, await send([`Authorization: ${value()}`]), 'BADREQ');
  });

  it('has logged no token', () => {
    for (const each of [token, other]) expect(system.log()).not.toContain(each.slice(30, 80));
  });
});
