import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue/catalogue.js';
import { loadConfig } from '../config/load-config.js';
import { OpenOperations } from './open-operations.js';

const config = loadConfig({
  AZURE_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  AZURE_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
  AZURE_CLIENT_SECRET: 'none',
  GRAPH_ALLOW: 'GET /v1.0/teams/{a}/tags/{b}',
});
const open = new OpenOperations(config);

/** Whether naming these covers a GET of this target. */
function covers(texts: readonly string[], target: string): boolean {
  const match = open.match('GET', target);
  if (match.kind !== 'operation') throw new Error(`${target} is not open`);
  return open.covers(texts, match.operation, target);
}

describe('open operations by name', () => {
  it.each([
    ['GET /v1.0/me/messages', undefined],
    ['GET /v1.0/me/messages/{message-id}', undefined],
    ['GET /v1.0/me/messages/AAMk=', ['AAMk=']],
    ['GET /v1.0/ME/Messages/AAMk=', ['AAMk=']],
    ["GET /v1.0/users('a')", ['a']],
    ['GET /v1.0/teams/{a}/tags/{b}', undefined],
    ['GET /v1.0/teams/1/tags/2', ['1', '2']],
  ])('finds %s', (text, args) => {
    const named = open.named(text);
    expect(named).toBeDefined();
    expect(named?.arguments).toEqual(args);
  });

  it.each([
    'GET /v1.0/teams/{b}/tags/{a}',
    'GET /v1.0/teams/{a}/tags/2',
    'GET /v1.0/users/%7Buser-id%7D',
    'GET /v1.0/users/..',
    'GET /v1.0/users/%',
    'GET /v1.0/users/a?$select=id',
    'POST /v1.0/users/a',
    'GET /V1.0/me',
    'TRACE /v1.0/me',
    '',
  ])('does not find %j', (text) => expect(open.named(text)).toBeUndefined());

  it('are covered as a whole or for one path', () => {
    const [whole, one] = ['GET /v1.0/users/{user-id}', 'GET /v1.0/users/a'];
    expect(covers([whole], '/v1.0/users/b')).toBe(true);
    expect(covers([one], '/v1.0/users/a?$select=id')).toBe(true);
    expect(covers([one], "/v1.0/Users('a')")).toBe(true);
    expect(covers([one], '/v1.0/users/%61')).toBe(true);
    expect(covers([one], '/v1.0/users/A')).toBe(false);
    expect(covers([one], '/v1.0/users/b')).toBe(false);
    expect(covers([one], '/v1.0/users/a/photo')).toBe(false);
    expect(covers([one, 'GET /v1.0/users/b'], '/v1.0/users/b')).toBe(true);
    expect(covers([], '/v1.0/users/b')).toBe(false);
  });

  it('are not covered where a path of several names differs in one', () => {
    const one = ['GET /v1.0/teams/1/tags/2'];
    expect(covers(one, '/v1.0/teams/1/tags/2')).toBe(true);
    for (const target of ['/v1.0/teams/1/tags/3', '/v1.0/teams/2/tags/2', '/v1.0/teams/2/tags/1'])
      expect(covers(one, target)).toBe(false);
  });

  it('are covered for one drive path, and for no other below or above it', () => {
    const one = ['GET /v1.0/me/drive/root:/a/b:/children'];
    expect(covers(one, '/v1.0/me/drive/root:/a/%62:/children')).toBe(true);
    for (const path of ['a', 'A/b', 'a/b/c', 'b', 'a%20/b'])
      expect(covers(one, `/v1.0/me/drive/root:/${path}:/children`)).toBe(false);
    expect(covers(one, '/v1.0/me/drive/root:/a/b')).toBe(false);
    expect(covers(['GET /v1.0/me/drive/root:/{path}:/children'], '/v1.0/me/drive/root:/x/y:/children')).toBe(true);
  });

  it('are no longer covered once they are closed', () => {
    const closed = new OpenOperations({ ...config, graph: { ...config.graph, allow: [] } });
    expect(closed.named('GET /v1.0/teams/{a}/tags/{b}')).toBeUndefined();
  });
});

describe('subscriptions', () => {
  const withOrigins = { ...config, graph: { ...config.graph, notificationOrigins: ['https://hooks.example'] } };

  it.each(['GET', 'POST', 'PATCH', 'DELETE'])('are closed to %s without NOTIFICATION_ORIGINS', (method) => {
    for (const path of ['/v1.0/subscriptions', '/v1.0/subscriptions/a', "/v1.0/Subscriptions('a')"])
      expect(open.match(method, path)).toEqual({ kind: 'none' });
  });

  it('are open with it', () => {
    const opened = new OpenOperations(withOrigins);
    expect(opened.match('POST', '/v1.0/subscriptions')).toMatchObject({ operation: { id: 'subscriptions.create' } });
    expect(opened.match('DELETE', '/v1.0/subscriptions/a').kind).toBe('operation');
  });

  it('are not opened by GRAPH_ALLOW, named or meant', () => {
    const allowing = (allow: readonly string[]) => new OpenOperations({ ...config, graph: { ...config.graph, allow } });
    for (const path of ['/v1.0/Subscriptions', '/beta/%73ubscriptions/{a}', "/v1.0/subscriptions('{a}')/reauthorize"])
      expect(() => allowing([`POST ${path}`])).toThrow('opens with NOTIFICATION_ORIGINS');
    const general = allowing(
      ['', '/{b}', '/{b}/{c}'].flatMap((more) => [`POST /v1.0/{a}${more}`, `POST /beta/{a}${more}`]),
    );
    expect(general.match('POST', '/beta/a/b/c').kind).toBe('operation');
    for (const path of ['/subscriptions', '/Subscriptions/1', '/%73ubscriptions/1/reauthorize', "/subscriptions('1')"])
      for (const version of ['/v1.0', '/beta']) expect(general.match('POST', version + path).kind).toBe('none');
  });

  it('are marked as such where GRAPH_ALLOW opens more of them, and matched by nothing more general', () => {
    const allow = ['POST /v1.0/%53ubscriptions/{a}/reauthorize', 'POST /beta/subscriptions', 'POST /v1.0/{a}/{b}/{c}'];
    const more = new OpenOperations({ ...config, graph: { ...withOrigins.graph, allow } });
    for (const path of ['/v1.0/subscriptions/1/reauthorize', '/beta/Subscriptions'])
      expect(more.match('POST', path)).toMatchObject({ operation: { opensWith: 'notificationOrigins' } });
    expect(more.match('POST', '/v1.0/subscriptions/1/other').kind).toBe('none');
    expect(more.match('POST', '/v1.0/others/1/other')).toMatchObject({
      operation: { id: expect.stringContaining('{c}') },
    });
  });
});

describe('the catalogue', () => {
  const opened = [...CATALOGUE];

  it('names every operation once', () => {
    expect(new Set(opened.map(({ id }) => id)).size).toBe(opened.length);
    expect(new Set(opened.map(({ method, path }) => `${method} ${path}`)).size).toBe(opened.length);
    expect(opened.length).toBeGreaterThan(180);
  });

  it('finds each by its own path and by one that is filled in, and by no path of another', () => {
    const all = new OpenOperations({
      ...config,
      graph: { ...config.graph, notificationOrigins: ['https://hooks.example'] },
    });
    for (const operation of opened) {
      const { method, path } = operation;
      for (const target of [path, path.replaceAll(/\{[^}]+\}/g, 'x'), path.toLowerCase().replace('/V1.0', '/v1.0')])
        expect(all.match(method, target)).toMatchObject({ kind: 'operation', operation: { id: operation.id } });
      expect(all.named(`${method} ${path}`)?.operation).toBe(operation);
      const filled = path.replaceAll(/\{[^}]+\}/g, 'x');
      const ends = ['/', '/$value', '/:', '%3A', ':/x:/x', ':/permissions'];
      // Below a drive path everything is a path.
      if (!path.endsWith(':/{path}')) ends.push('/x', '/delta/x', ':', "('x')", '()/x');
      for (const end of ends)
        expect(all.match(method, `${filled}${end}`)).not.toMatchObject({ operation: { id: operation.id } });
    }
  });

  it('has a limit for every body, a schema for JSON, and bodies only where the method has one', () => {
    const bodies = opened.flatMap(({ id, method, body }) => (body === undefined ? [] : [{ id, method, ...body }]));
    expect(bodies.length).toBeGreaterThan(40);
    const unlike = bodies.filter(
      ({ method, limit, mediaTypes, schema }) =>
        method === 'GET' ||
        method === 'DELETE' ||
        limit === 'unlimited' ||
        (mediaTypes.includes('application/json') && schema === undefined),
    );
    expect(unlike).toEqual([]);
  });
});
