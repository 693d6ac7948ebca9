import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exchangesOf } from '../helpers/refusals.js';
import type { CredentialApi, CredentialSystem } from './credential-system.js';
import { startCredentialSystem } from './credential-system.js';

describe('a managed identity endpoint', () => {
  let system: CredentialSystem;
  let server: Server;
  let origin: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const received: IncomingMessage[] = [];

  beforeEach(async () => {
    system = await startCredentialSystem();
    received.length = 0;
    server = createServer((request, response) => {
      received.push(request);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await system.close();
  });

  const start = (limits = {}): Promise<CredentialApi> =>
    system.api({ ...system.managedIdentity('imds'), AZURE_POD_IDENTITY_AUTHORITY_HOST: origin }, { limits });
  const json =
    (status: number, body: unknown) =>
    (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
  const end = String(Math.floor(Date.now() / 1000) + 3600);
  const token = 'e30.e30.c2ln';

  it('is asked as the metadata service wants it, and nobody follows it elsewhere', async () => {
    answer = (_request, response) => response.writeHead(302, { location: `${origin}/elsewhere` }).end();
    const api = await start();
    expect(await api.exchange()).toMatchObject({ status: 502, body: { code: 'identity_bad_response' } });
    const { clientId } = system.tenant.cloud.directory.named('workload');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'GET', headers: { metadata: 'true' } });
    const { pathname, searchParams } = new URL(received[0]?.url ?? '', origin);
    expect(pathname).toBe('/metadata/identity/oauth2/token');
    expect(Object.fromEntries(searchParams)).toEqual({
      'api-version': '2018-02-01',
      resource: 'api://AzureADTokenExchange',
      client_id: clientId,
    });
  });

  it.each([
    ['is throttling', 429, 'identity_unavailable'],
    ['is not there yet', 404, 'identity_unavailable'],
    ['is being updated', 410, 'identity_unavailable'],
    ['is in trouble', 500, 'identity_unavailable'],
    ['refuses', 400, 'misconfigured'],
    ['forbids', 403, 'misconfigured'],
  ])('that %s is told apart', async (_case, status, code) => {
    answer = json(status, { error: 'x' });
    const api = await start();
    const { body, challenge, headers } = await api.exchange();
    expect({ code: body['code'], challenge }).toEqual({ code, challenge: undefined });
    expect(headers['retry-after'] !== undefined).toBe(code === 'identity_unavailable');
    expect(exchangesOf(system)).toEqual([]);
    expect((await api.ready()).checks['credential']).toBe('unavailable');
  });

  it.each([
    ['no JSON', (_request: IncomingMessage, response: ServerResponse): void => void response.end('<html>')],
    ['null', json(200, null)],
    ['no token', json(200, { expires_on: end })],
    ['an empty token', json(200, { access_token: '', expires_on: end })],
    ['a token that is none', json(200, { access_token: 'two words', expires_on: end })],
    ['no end', json(200, { access_token: token })],
    ['an end that is none', json(200, { access_token: token, expires_on: 'soon' })],
    ['another type', json(200, { access_token: token, expires_on: end, token_type: 'DPoP' })],
  ])('that answers %s makes no sense', async (_case, answerer) => {
    answer = answerer;
    const api = await start();
    expect(await api.exchange()).toMatchObject({ status: 502, body: { code: 'identity_bad_response' } });
    expect(exchangesOf(system)).toEqual([]);
  });

  it.each([
    ['never answers', (): void => undefined],
    ['cuts the connection', (request: IncomingMessage): void => void request.socket.destroy()],
    [
      'answers without end',
      (_request: IncomingMessage, response: ServerResponse): void => {
        response.writeHead(200);
        response.on('drain', () => response.write('x'.repeat(65_536)));
        response.write('x'.repeat(65_536));
      },
    ],
  ])('that %s is an outage in time', async (_case, answerer) => {
    answer = answerer;
    const api = await start({ identityTimeoutMs: 300 });
    expect(await api.exchange()).toMatchObject({ status: 503, body: { code: 'identity_unavailable' } });
  });

  it('is asked again after an outage by the next caller', async () => {
    answer = json(503, {});
    const api = await start();
    expect((await api.exchange()).status).toBe(503);
    answer = (request, response) => {
      void fetch(`${system.tenant.origins.http}${request.url ?? ''}`, { headers: { metadata: 'true' } })
        .then((given) => given.text())
        .then((body) => response.end(body));
    };
    expect((await api.exchange()).status).toBe(200);
    expect((await api.ready()).status).toBe('ready');
  });
});
