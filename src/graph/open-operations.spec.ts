import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load-config.js';
import { OpenOperations } from './open-operations.js';

const config = loadConfig({
  AZURE_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  AZURE_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
  AZURE_CLIENT_SECRET: 'none',
  GRAPH_ALLOW: 'GET /v1.0/teams/{a}/channels/{b}',
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
    ['GET /v1.0/teams/{a}/channels/{b}', undefined],
    ['GET /v1.0/teams/1/channels/2', ['1', '2']],
  ])('finds %s', (text, args) => {
    const named = open.named(text);
    expect(named).toBeDefined();
    expect(named?.arguments).toEqual(args);
  });

  it.each([
    'GET /v1.0/teams/{b}/channels/{a}',
    'GET /v1.0/teams/{a}/channels/2',
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
    const one = ['GET /v1.0/teams/1/channels/2'];
    expect(covers(one, '/v1.0/teams/1/channels/2')).toBe(true);
    for (const target of ['/v1.0/teams/1/channels/3', '/v1.0/teams/2/channels/2', '/v1.0/teams/2/channels/1'])
      expect(covers(one, target)).toBe(false);
  });

  it('are no longer covered once they are closed', () => {
    const closed = new OpenOperations({ ...config, graph: { ...config.graph, allow: [] } });
    expect(closed.named('GET /v1.0/teams/{a}/channels/{b}')).toBeUndefined();
  });
});
