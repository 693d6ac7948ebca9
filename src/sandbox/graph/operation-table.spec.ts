import { describe, expect, it } from 'vitest';
import { GraphError } from './errors.js';
import type { Method, Operation } from './operation.js';
import { OperationTable } from './operation-table.js';
import { OPERATIONS } from './operations.js';

function operation(path: string, method: Method = 'GET'): Operation {
  return {
    method,
    path,
    workload: 'directory',
    scopes: [],
    personal: true,
    answer: () => {
      throw new Error('never called here');
    },
  };
}

const table = new OperationTable([
  operation('/users'),
  operation('/users/{user}'),
  operation('/users/{user}/manager'),
  operation('/users/{user}/photo/$value'),
  operation('/users/delta'),
  operation('/users/{user}', 'PATCH'),
  operation('/drive/root:/{path}:/content'),
]);

describe('the table of operations', () => {
  it.each([
    ['GET', ['users'], '/users', {}],
    ['GET', ['USERS', 'a'], '/users/{user}', { user: 'a' }],
    ['HEAD', ['users', 'a'], '/users/{user}', { user: 'a' }],
    ['PATCH', ['users', 'a'], '/users/{user}', { user: 'a' }],
    ['GET', ['users', 'Delta'], '/users/delta', {}],
    ['GET', ['users', 'delta', 'manager'], '/users/{user}/manager', { user: 'delta' }],
    ['GET', ['users', 'a', 'photo', '$VALUE'], '/users/{user}/photo/$value', { user: 'a' }],
    ['GET', ['drive', 'root:', 'a/b', 'content'], '/drive/root:/{path}:/content', { path: 'a/b' }],
  ])('finds %s %j', (method, segments, path, parameters) => {
    const match = table.match(method, segments);
    expect([match.operation.path, match.parameters]).toEqual([path, parameters]);
  });

  it.each([
    [['nothing'], "'nothing'"],
    [['users', 'a', 'nothing'], "'nothing'"],
    [['users', 'a', 'photo', 'x'], "'x'"],
    [['users', 'a', 'photo'], "'photo'"],
    [['users', '$value'], "'$value'"],
    [['constructor'], "'constructor'"],
    [[], "''"],
  ])('names the segment it does not know in %j', (segments, named) => {
    expect(() => table.match('GET', segments)).toThrow(`Resource not found for the segment ${named}.`);
  });

  it('refuses a method the path does not take, and says which it does', () => {
    expect(() => table.match('DELETE', ['users', 'a'])).toThrow(GraphError);
    expect(() => table.match('POST', ['users'])).toThrow('Specified HTTP method is not allowed');
  });

  it('does not take one operation twice', () => {
    expect(() => new OperationTable([operation('/users/{a}'), operation('/users/{b}')])).toThrow('twice');
  });

  it('asks for a scope for everything Graph offers, but for batches and subscriptions, whose parts ask for their own', () => {
    const open = OPERATIONS.filter(({ scopes }) => scopes.length === 0);
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /$batch',
      'POST /subscriptions',
      'GET /subscriptions',
      'GET /subscriptions/{subscription}',
      'PATCH /subscriptions/{subscription}',
      'DELETE /subscriptions/{subscription}',
    ]);
    expect(() => new OperationTable(OPERATIONS)).not.toThrow();
  });
});
