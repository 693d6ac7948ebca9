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
  operation('/drive/root/delta()'),
  operation("/drive/root/delta(token='{token}')"),
  operation("/drive/root/search(q='{q}')"),
  operation('/drive/items/{item}'),
  operation('/drive/items/{item}/content'),
  operation('/drive/items/{item}:/{path}'),
  operation('/drive/items/{item}:/{path}:/content'),
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
    ['GET', ['drive', 'root', 'delta'], '/drive/root/delta()', {}],
    ['GET', ['drive', 'root', 'Delta()'], '/drive/root/delta()', {}],
    ['GET', ['drive', 'root', "delta(token='x')"], "/drive/root/delta(token='{token}')", { token: 'x' }],
    ['GET', ['drive', 'root', "search(q='a''b')"], "/drive/root/search(q='{q}')", { q: "a'b" }],
    ['GET', ['drive', 'root', "microsoft.graph.search(q='')"], "/drive/root/search(q='{q}')", { q: '' }],
    ['GET', ['drive', 'items', 'X'], '/drive/items/{item}', { item: 'X' }],
    ['GET', ['drive', 'items', 'X:', 'content'], '/drive/items/{item}:/{path}', { item: 'X', path: 'content' }],
    [
      'GET',
      ['drive', 'items', 'X:', 'a/b', 'content'],
      '/drive/items/{item}:/{path}:/content',
      { item: 'X', path: 'a/b' },
    ],
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
    [['drive', 'root', 'search'], "'search'"],
    [['drive', 'root', "search(x='a')"], "'search(x='a')'"],
    [['drive', 'root', "search(q='a',r='b')"], "'search(q='a',r='b')'"],
    [['drive', 'root', "nothing(q='a')"], "'nothing(q='a')'"],
    [['drive', 'items', 'X', 'a'], "'a'"],
    [['drive', 'items', 'X:', 'a', 'b'], "'b'"],
    [[], "''"],
  ])('names the segment it does not know in %j', (segments, named) => {
    expect(() => table.match('GET', segments)).toThrow(`Resource not found for the segment ${named}.`);
  });

  it('refuses a method the path does not take, and says which it does', () => {
    expect(() => table.match('DELETE', ['users', 'a'])).toThrow(GraphError);
    expect(() => table.match('POST', ['users'])).toThrow('Specified HTTP method is not allowed');
  });

  it('refuses a function whose arguments are malformed', () => {
    expect(() => table.match('GET', ['drive', 'root', "search(q='a'b')"])).toThrow("function 'search' are not valid");
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
