import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';

const MEGAN = 'megan@contoso.example';
const ORIGIN = 'https://app.example';

const namesIn = (value: string | string[] | undefined): string[] =>
  String(value)
    .split(',')
    .map((name) => name.trim().toLowerCase());

async function expectNotShared(answer: Dispatcher.ResponseData, status: number): Promise<void> {
  await answer.body.dump();
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(namesIn(answer.headers['vary'])).toEqual(expect.arrayContaining(['authorization', 'cookie', 'origin']));
}

describe('C26 a cache in front that knows the address alone', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ environment: { CORS_ORIGINS: ORIGIN } });
  });
  afterAll(() => system.close());

  it.each<[Dispatcher.HttpMethod, string, number]>([
    ['GET', '/v1.0/me', 200],
    ['HEAD', '/v1.0/me', 200],
    ['GET', '/v1.0/me/messages/nobody.css', 400],
    ['GET', '/v1.0/nothing', 404],
    ['PUT', '/v1.0/me', 405],
    ['GET', '/auth/token', 200],
    ['POST', '/auth/token/refresh', 200],
    ['GET', '/auth/handles', 200],
    ['POST', '/auth/handles', 415],
    ['PUT', '/auth/token', 405],
    ['DELETE', '/auth/token', 204],
    ['GET', '/auth/token/photo.png', 404],
    ['GET', '/health/ready', 200],
    ['GET', '/nothing', 404],
  ])('keeps nothing of a caller’s %s %s', async (method, path, status) => {
    const token = await system.token(MEGAN);
    await expectNotShared(await system.send(method, path, token), status);
    await expectNotShared(await system.send(method, path, token, { origin: ORIGIN }), status);
  });

  it.each([
    ['/v1.0/me', 401],
    ['/auth/token', 401],
    ['/v1.0/%2e%2e/me', 400],
  ])('keeps no refusal of a stranger’s %s', async (path, status) => {
    await expectNotShared(await system.get(path), status);
  });

  it('keeps nothing, whatever Graph says of it', async () => {
    const authority = await StandInAuthority.start();
    let api: ApiAlone | undefined;
    try {
      authority.graph = (response) => {
        response.setHeader('cache-control', 'public, max-age=3600');
        response.setHeader('vary', '*');
        json(response, { id: 'me' });
      };
      api = await startApiBefore(authority);
      await expectNotShared(await api.get('/v1.0/me', authority.token()), 200);
    } finally {
      await api?.close();
      await authority.close();
    }
  });

  it('may keep what is everybody’s', async () => {
    const answer = await system.get('/.well-known/oauth-protected-resource');
    await answer.body.dump();
    expect(answer.headers['cache-control']).toBe('public, max-age=3600');
  });
});

describe('L22 a claims challenge to a front end', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ environment: { CORS_ORIGINS: ORIGIN } });
  });
  afterAll(() => system.close());

  it('can be read by it: the header is exposed to listed origins, and to no other', async () => {
    const token = await system.token('mika@contoso.example');
    const listed = await system.get('/v1.0/me', token, { origin: ORIGIN });
    await listed.body.dump();
    expect(listed.statusCode).toBe(401);
    expect(listed.headers['www-authenticate']).toMatch(/error="insufficient_claims".*claims="[\w+/]+=*"/);
    expect(listed.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(namesIn(listed.headers['access-control-expose-headers'])).toContain('www-authenticate');
    const foreign = await system.get('/v1.0/me', token, { origin: 'https://evil.example' });
    await foreign.body.dump();
    expect(foreign.statusCode).toBe(401);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });
});
