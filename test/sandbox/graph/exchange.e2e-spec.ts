import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const CLIENT = '00000003-0000-0000-c000-000000000000';
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
beforeEach(() => {
  graph.cloud.directory.reset();
  graph.cloud.faults.clear();
  graph.cloud.journal.clear();
});
afterAll(() => graph.close());

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

function meganWith(claims: Record<string, unknown>): RequestInit {
  const { id, tenantId } = graph.user(MEGAN);
  return bearer(graph.token({ oid: id, tid: tenantId, scp: 'User.Read', ...claims }));
}

describe('authentication', () => {
  it('answers 401 with a challenge that names the authority asked', async () => {
    const { status, errorCode, errorMessage, headers, json } = await graph.send('/me', {});
    expect([status, errorCode, errorMessage]).toEqual([401, 'InvalidAuthenticationToken', 'Access token is empty.']);
    expect(headers.get('www-authenticate')).toBe(
      `Bearer realm="", authorization_uri="${graph.origin}/common/oauth2/authorize", client_id="${CLIENT}"`,
    );
    expect(json['error']).toMatchObject({
      innerError: {
        date: '2026-06-17T09:30:00',
        'request-id': headers.get('request-id'),
        'client-request-id': headers.get('client-request-id'),
      },
    });
  });

  it.each(['Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic eDp5', 'Bearer a.b.c.d.e'])(
    'refuses %s',
    async (authorization) => {
      const { status, errorCode } = await graph.send('/me', { headers: { authorization } });
      expect([status, errorCode]).toEqual([401, 'InvalidAuthenticationToken']);
    },
  );

  it.each([
    'api://x',
    'https://graph.microsoft.com.evil.example',
    'https://graph.microsoft.com/v1.0',
    '',
    'http://graph.microsoft.com',
    'https://management.azure.com',
  ])('refuses a token for %j', async (aud) => {
    const { status, errorCode, errorMessage } = await graph.send('/me', meganWith({ aud }));
    expect([status, errorCode, errorMessage]).toEqual([
      401,
      'InvalidAuthenticationToken',
      'Access token validation failure. Invalid audience.',
    ]);
  });

  it('takes a token for any of its own names', async () => {
    for (const aud of [
      'https://graph.microsoft.com',
      'https://graph.microsoft.com/',
      CLIENT,
      graph.origin,
      'https://localhost:2',
    ])
      expect((await graph.send('/me', meganWith({ aud }))).status).toBe(200);
  });

  it('refuses a user the tenant of the token does not have', async () => {
    for (const claims of [{ oid: CLIENT }, { tid: graph.user('lidia@fabrikam.example').tenantId }, { tid: CLIENT }])
      expect((await graph.send('/me', meganWith(claims))).errorCode).toBe('InvalidAuthenticationToken');
  });

  it('challenges a token from before a revocation and takes one from after it', async () => {
    const before = meganWith({});
    graph.cloud.directory.change(graph.user(MEGAN), { tokensValidFrom: graph.clock.now() + 1 });
    const { status, errorCode, errorMessage, headers } = await graph.send('/me', before);
    expect([status, errorCode]).toEqual([401, 'InvalidAuthenticationToken']);
    expect(errorMessage).toMatch(
      /^Continuous access evaluation resulted in challenge with result: InteractionRequired/,
    );
    const challenge = headers.get('www-authenticate') ?? '';
    expect(challenge).toContain(`client_id="${CLIENT}", error="insufficient_claims", claims="`);
    const claims: unknown = JSON.parse(Buffer.from(/claims="([^"]+)"/.exec(challenge)?.[1] ?? '', 'base64').toString());
    expect(claims).toEqual({ access_token: { nbf: { essential: true, value: String(graph.clock.now() / 1000 + 1) } } });
    expect((await graph.send('/me', meganWith({ iat: graph.clock.now() / 1000 + 1 }))).status).toBe(200);
    expect((await graph.get('/me', 'adele@contoso.example', ['User.Read'])).status).toBe(200);
  });

  it.each([
    ['/me', ['Mail.Read'], 'Authorization_RequestDenied'],
    ['/me/manager', ['User.Read'], 'Authorization_RequestDenied'],
    ['/users', ['User.Read'], 'Authorization_RequestDenied'],
    ['/users/lee@contoso.example', ['User.Read'], 'Authorization_RequestDenied'],
    ['/users', ['User.ReadBasic.Al', 'User.Read.All.x'], 'Authorization_RequestDenied'],
    ['/users', [], 'Authorization_RequestDenied'],
  ])('refuses %s to a token with %j', async (path, scopes, code) => {
    const { status, errorCode } = await graph.get(path, MEGAN, scopes);
    expect([status, errorCode]).toEqual([403, code]);
  });
});

describe('an exchange', () => {
  it('repeats a plausible client-request-id and makes one otherwise', async () => {
    const id = '3f2c9f0e-1b7a-4f6e-9d7d-0c6b6a1b2c3d';
    const sent = await graph.get('/me', MEGAN, ['User.Read'], { 'client-request-id': id });
    expect(sent.headers.get('client-request-id')).toBe(id);
    expect(sent.headers.get('request-id')).not.toBe(id);
    const odd = await graph.get('/me', MEGAN, ['User.Read'], { 'client-request-id': '<b>' });
    expect(odd.headers.get('client-request-id')).toBe(odd.headers.get('request-id'));
    expect(odd.headers.get('x-ms-ags-diagnostic')).toContain('ServerInfo');
  });

  it('compresses larger answers unless the client wants them plain', async () => {
    const encodings: (string | undefined)[] = [];
    for (const accepted of ['gzip, deflate', 'identity', 'gzip;q=0', '*'])
      encodings.push(await encodingOf(`${graph.origin}/v1.0/users`, accepted));
    expect(encodings).toEqual(['gzip', undefined, undefined, 'gzip']);
    expect(await encodingOf(`${graph.origin}/v1.0/me`, 'gzip')).toBeUndefined();
  });

  it.each([
    ['GET', '/nothing', 400, 'BadRequest'],
    ['GET', '/me/nothing', 400, 'BadRequest'],
    ['GET', '/me/$value/x', 400, 'BadRequest'],
    ['GET', '/users/x/y/z', 400, 'BadRequest'],
    ['GET', '/me//photo', 400, 'BadRequest'],
    ['GET', '/me/$count', 400, 'BadRequest'],
    ['DELETE', '/me', 405, 'BadRequest'],
    ['POST', '/users/x/photo', 405, 'BadRequest'],
  ])('refuses %s %s', async (method, path, status, code) => {
    const answer = await graph.send(path, { ...meganWith({}), method });
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('refuses a path that climbs, which most clients would resolve before they ask', async () => {
    for (const path of ['/v1.0/users/%2e%2e/me', '/v1.0/users/../me', '/v1.0/./me'])
      expect(await statusOf(path)).toBe(400);
  });

  it('refuses an escaped version', async () => {
    const answer = await graph.send(`${graph.origin}/v1%2E0/me`, meganWith({}));
    expect([answer.status, answer.errorCode]).toEqual([400, 'BadRequest']);
  });

  it('answers HEAD like GET without a body', async () => {
    const answer = await graph.send('/me', { ...meganWith({}), method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100);
  });

  it('lets browsers of any origin in, as Graph does', async () => {
    const preflight = await graph.send('/me', {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'authorization' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([200, 'authorization']);
    expect((await graph.send('/me', {})).headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('pages', () => {
  it('walk through everything once, keep the query byte for byte and end', async () => {
    const scopes = ['User.Read.All'];
    let address: string | undefined = '/users?$select=id%2CdisplayName&%24top=3&$filter=accountEnabled+eq%20true';
    const names: unknown[] = [];
    const links: string[] = [];
    let pages = 0;
    while (address !== undefined) {
      const page = await graph.get(address, MEGAN, scopes);
      expect(page.status).toBe(200);
      names.push(...page.value.map(({ displayName }) => displayName));
      pages += 1;
      address = page.nextLink;
      if (address !== undefined) links.push(address);
    }
    const kept = `${graph.origin}/v1.0/users?$select=id%2CdisplayName&%24top=3&$filter=accountEnabled+eq%20true&$skiptoken=`;
    expect(links.every((link) => link.startsWith(kept))).toBe(true);
    expect([pages, names.length, new Set(names).size]).toEqual([3, 9, 9]);
  });

  it('cannot be reached with a changed or borrowed token', async () => {
    const { nextLink = '' } = await graph.get('/users?$top=3', MEGAN, ['User.Read.All']);
    const tampered = nextLink.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const borrowed = await graph.get(nextLink, 'lee@contoso.example', ['User.Read.All']);
    for (const answer of [
      await graph.get(tampered.replace(/=[^=.]*\./, '=WzAsIiJd.'), MEGAN, ['User.Read.All']),
      borrowed,
    ])
      expect([answer.status, answer.errorCode]).toEqual([400, 'BadRequest']);
  });
});

describe('the journal', () => {
  it('tells each request with the token received, never the token', async () => {
    const token = graph.tokenOf(MEGAN, 'User.Read');
    await graph.send('/me?$select=id', bearer(token));
    await graph.send('/me/manager', bearer(token));
    await graph.send('/me', {});
    const { entries } = graph.cloud.journal;
    const { tenantId, id } = graph.user(MEGAN);
    expect(entries).toMatchObject([
      {
        side: 'graph',
        method: 'GET',
        path: '/v1.0/me?$select=id',
        tenantId,
        status: 200,
        token: { oid: id, tid: tenantId },
      },
      { path: '/v1.0/me/manager', status: 403, errorCode: 'Authorization_RequestDenied' },
      { path: '/v1.0/me', tenantId: null, status: 401, errorCode: 'InvalidAuthenticationToken' },
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  it('tells of requests that a fault struck', async () => {
    graph.cloud.faults.set({ graph: { status: 503, retryAfter: 1, user: MEGAN } });
    expect((await graph.get('/me', MEGAN, ['User.Read'])).status).toBe(503);
    expect((await graph.get('/me', 'lee@contoso.example', ['User.Read'])).status).toBe(200);
    graph.cloud.faults.set({ graph: { status: 429 } });
    expect((await graph.get('/me', MEGAN, ['User.Read'])).status).toBe(429);
    expect(graph.cloud.journal.entries.map(({ status }) => status)).toEqual([503, 200, 429]);
  });
});

/** Content-Encoding as sent; fetch would decode it. */
async function encodingOf(address: string, accepted: string): Promise<string | undefined> {
  const { headers } = await asked(new URL(address).pathname, { 'accept-encoding': accepted });
  return headers['content-encoding'];
}

async function statusOf(path: string): Promise<number | undefined> {
  return (await asked(path, {})).statusCode;
}

/** The answer's head, for a path that goes out as written. */
async function asked(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const { hostname, port } = new URL(graph.origin);
  const authorization = `Bearer ${graph.tokenOf(MEGAN, 'User.Read.All')}`;
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { authorization, ...headers } }, (response) => {
      response.resume();
      resolve(response);
    })
      .on('error', reject)
      .end();
  });
}
