import { describe, expect, it } from 'vitest';
import { allowedOperations } from './catalogue/catalogue.js';
import { OperationMatcher } from './operation-matcher.js';
import type { Operation } from './operation.js';

const operation = (text: string): Operation => {
  const [only] = allowedOperations([text]);
  if (only === undefined) throw new Error(`${text} is no operation`);
  return only;
};

const matcher = new OperationMatcher(
  [
    'GET /v1.0/me',
    'GET /v1.0/me/photo/$value',
    'GET /v1.0/me/messages',
    'GET /v1.0/me/messages/{message-id}',
    'DELETE /v1.0/me/messages/{message-id}',
    'GET /v1.0/me/memberOf/microsoft.graph.group',
    'GET /v1.0/users',
    'GET /v1.0/users/$count',
    'GET /v1.0/users/{user-id}',
    'GET /v1.0/users/{user-id}/manager',
    'GET /v1.0/groups/{group-id}',
    'GET /v1.0/sites/root',
    'GET /v1.0/sites/{site-id}',
    'GET /v1.0/sites/{site-id}/lists',
    'GET /v1.0/chats/{chat-id}/messages',
    'GET /v1.0/me/drive/root',
    'GET /v1.0/me/drive/root/children',
    "GET /v1.0/me/drive/root/search(q='{q}')",
    "GET /v1.0/me/drive/items/{item}/workbook/range(address='{address}')/cell(row={row},column={column})",
    "GET /v1.0/me/drive/items/{item}/workbook/tables(name='{name}')/rows",
    'GET /v1.0/me/drive/root:/{path}',
    'GET /v1.0/me/drive/root:/{path}:/content',
    'PUT /v1.0/me/drive/root:/{path}:/content',
    'GET /v1.0/me/drive/root:/{path}:/children',
    'GET /v1.0/me/drive/items/{item}',
    'GET /v1.0/me/drive/items/{item}/content',
    'GET /v1.0/me/drive/items/{item}:/{path}',
    'PUT /v1.0/me/drive/items/{item}:/{path}:/content',
    'GET /v1.0/me/drive/shared/latest()',
  ]
    .map((text) => operation(text))
    .concat({ ...operation('GET /v1.0/users/delta'), function: true }),
  [operation('POST /v1.0/subscriptions'), operation('PATCH /v1.0/subscriptions/{subscription-id}')],
);

/** The operation's name and what stands for its parameters, the methods of the path, or null. */
function matched(method: string, target: string): unknown {
  const match = matcher.match(method, target);
  if (match.kind === 'operation') return [match.operation.path, ...match.arguments];
  return match.kind === 'none' ? null : match.allow;
}

describe('a raw path', () => {
  it.each([
    ['/v1.0/me?$select=id', ['/v1.0/me']],
    ['/v1.0/ME/%50hoto/%24value', ['/v1.0/me/photo/$value']],
    ['/v1.0/users/%24count', ['/v1.0/users/$count']],
    ['/v1.0/users/a%40b.example', ['/v1.0/users/{user-id}', 'a@b.example']],
    ['/v1.0/users/graph.admin@b.example', ['/v1.0/users/{user-id}', 'graph.admin@b.example']],
    ["/v1.0/users('a')", ['/v1.0/users/{user-id}', 'a']],
    ["/v1.0/Users%28%27o''hara%27%29/manager", ['/v1.0/users/{user-id}/manager', "o'hara"]],
    ["/v1.0/users('delta')", ['/v1.0/users/{user-id}', 'delta']],
    ['/v1.0/users/delta', ['/v1.0/users/delta']],
    ['/v1.0/users/Delta()', ['/v1.0/users/delta']],
    ['/v1.0/users/delta%28%29', ['/v1.0/users/delta']],
    ['/v1.0/me/memberOf/microsoft.graph.Group', ['/v1.0/me/memberOf/microsoft.graph.group']],
    ['/v1.0/sites/root', ['/v1.0/sites/root']],
    ['/v1.0/sites/root/lists', ['/v1.0/sites/{site-id}/lists', 'root']],
    ['/v1.0/sites/contoso.example,1,2/lists', ['/v1.0/sites/{site-id}/lists', 'contoso.example,1,2']],
    ['/v1.0/chats/19:a@thread.v2/messages', ['/v1.0/chats/{chat-id}/messages', '19:a@thread.v2']],
    ['/v1.0/chats/19%3Aa%40thread.v2/messages', ['/v1.0/chats/{chat-id}/messages', '19:a@thread.v2']],
    ["/v1.0/me/drive/root/search(q='a')", ["/v1.0/me/drive/root/search(q='{q}')", 'a']],
    ["/v1.0/me/drive/root/Search(Q=%27it''s%20%28new%29%27)", ["/v1.0/me/drive/root/search(q='{q}')", "it's (new)"]],
    ["/v1.0/me/drive/root/search(q='')", ["/v1.0/me/drive/root/search(q='{q}')", '']],
    ["/v1.0/me/drive/root/search(q='a,b=c')", ["/v1.0/me/drive/root/search(q='{q}')", 'a,b=c']],
    [
      "/v1.0/me/drive/items/1/workbook/range(address='A1:B2')/cell(row=1,column=2)",
      [
        "/v1.0/me/drive/items/{item}/workbook/range(address='{address}')/cell(row={row},column={column})",
        '1',
        'A1:B2',
        '1',
        '2',
      ],
    ],
    ['/v1.0/me/drive/shared/latest', ['/v1.0/me/drive/shared/latest()']],
    ['/v1.0/me/drive/shared/latest()', ['/v1.0/me/drive/shared/latest()']],
    ['/v1.0/me/drive/root:/a%20b', ['/v1.0/me/drive/root:/{path}', 'a b']],
    ['/v1.0/me/drive/root:/a/content', ['/v1.0/me/drive/root:/{path}', 'a/content']],
    ['/v1.0/me/drive/root:/a/b:', ['/v1.0/me/drive/root:/{path}', 'a/b']],
    [
      '/v1.0/me/drive/Root:/Copy%20(1)/100%25.txt:/Content',
      ['/v1.0/me/drive/root:/{path}:/content', 'Copy (1)/100%.txt'],
    ],
    ['/v1.0/me/drive/root:/content:/content', ['/v1.0/me/drive/root:/{path}:/content', 'content']],
    ['/v1.0/me/drive/root:/delta:/children', ['/v1.0/me/drive/root:/{path}:/children', 'delta']],
    ['/v1.0/me/drive/items/01!2:/a/b.txt', ['/v1.0/me/drive/items/{item}:/{path}', '01!2', 'a/b.txt']],
    ['/v1.0/me/drive/items/root:/a', ['/v1.0/me/drive/items/{item}:/{path}', 'root', 'a']],
    ['/v1.0/me/drive/items/1:/content', ['/v1.0/me/drive/items/{item}:/{path}', '1', 'content']],
  ])('%s is found', (target, expected) => {
    expect(matched('GET', target)).toEqual(expected);
    expect(matched('HEAD', target)).toEqual(expected);
  });

  it.each([
    '/v1.0',
    '/v1.0/',
    '/v1.0/me/',
    '/V1.0/me',
    '/v1%2E0/me',
    '/beta/me',
    'v1.0/me',
    '/v1.0//me',
    '/v1.0/me/photo',
    "/v1.0/me('a')",
    "/v1.0/me('messages')",
    "/v1.0/me/drive/root('children')",
    "/v1.0/me/photo('$value')",
    '/v1.0/users()',
    "/v1.0/users('')",
    "/v1.0/users('a'",
    "/v1.0/users('a')('b')",
    "/v1.0/users(userPrincipalName='a')",
    "/v1.0/users('a'b')",
    '/v1.0/users/$value',
    '/v1.0/users/%24ref',
    '/v1.0/users/microsoft.graph.user',
    '/v1.0/users/microsoft.graph.delta()',
    '/v1.0/users/graph.user',
    '/v1.0/users/%67raph.User',
    '/v1.0/users/graph.delta()',
    '/v1.0/users/getByIds()',
    '/v1.0/users/.',
    '/v1.0/users/%2e%2e',
    '/v1.0/users/a:',
    '/v1.0/users/a%3A',
    '/v1.0/users/%',
    '/v1.0/users/delta/manager',
    "/v1.0/users/delta(token='a')",
    '/v1.0/groups/delta',
    '/v1.0/groups/DELTA()',
    '/v1.0/groups/%64elta',
    '/v1.0/chats/getAllMessages/messages',
    '/v1.0/me/messages/delta',
    '/v1.0/me/memberOf/microsoft.graph.user',
    '/v1.0/me/drive/root/search',
    '/v1.0/me/drive/root/search()',
    "/v1.0/me/drive/root/search('a')",
    '/v1.0/me/drive/root/search(q=a)',
    "/v1.0/me/drive/root/search(x='a')",
    "/v1.0/me/drive/root/search(q='a',x='b')",
    "/v1.0/me/drive/root/search(q='a')x",
    "/v1.0/me/drive/root/search(q='a',)",
    "/v1.0/me/drive/root/search(q='a'b')",
    "/v1.0/me/drive/root/search(q='a')/children",
    "/v1.0/me/drive/root/search(q='a/b')",
    '/v1.0/me/drive/root:',
    '/v1.0/me/drive/root:/',
    '/v1.0/me/drive/root:/:',
    '/v1.0/me/drive/root:/:/content',
    '/v1.0/me/drive/root%3A/a:/content',
    '/v1.0/me/drive/root:/a%3A/content',
    '/v1.0/me/drive/root:/a%3a/b:/content',
    '/v1.0/me/drive/root:/a:/permissions',
    '/v1.0/me/drive/root:/x:/content/x',
    '/v1.0/me/drive/root:/a:/content:',
    '/v1.0/me/drive/root:/a:/b:/content',
    '/v1.0/me/drive/:/a:/b:/content',
    '/v1.0/me/drive/root:/a:b/c:/content',
    '/v1.0/me/drive/root:/a//b:/content',
    '/v1.0/me/drive/root:/../a:/content',
    '/v1.0/me/drive/root:/%2E%2e/a:/content',
    '/v1.0/me/drive/root:/a/..',
    '/v1.0/me/drive/root:/a/$value',
    '/v1.0/me/drive/root:/a/%24value',
    '/v1.0/me/drive/root:/a:/$value',
    "/v1.0/me/drive/root:/a:/search(q='a')",
    '/v1.0/me/drive/root/:/a:/content',
    '/v1.0/me/drive/items/1:',
    '/v1.0/me/drive/items/1:/',
    '/v1.0/me/drive/items/1%3A/a',
    '/v1.0/me/drive/items/1:/a:/permissions',
    '/v1.0/me/drive/items/1:2:/a',
    "/v1.0/me/drive/items('1'):/a",
    '/v1.0/me/drive/items/root:/a:/children/b',
    '/v1.0/me/drive/items/:/a',
    '/v1.0/me/drive/items/1/content:',
  ])('%s is nothing that is open', (target) => {
    for (const method of ['GET', 'PUT', 'HEAD', 'DELETE']) expect(matched(method, target)).toBeNull();
  });

  it('that is open by another method says which', () => {
    expect(matched('POST', '/v1.0/me/messages/a')).toEqual(['GET', 'DELETE', 'HEAD']);
    expect(matched('PUT', '/v1.0/me/drive/root:/a')).toEqual(['GET', 'HEAD']);
    expect(matched('DELETE', '/v1.0/me/drive/items/1:/a:/content')).toEqual(['PUT']);
    expect(matched('get', '/v1.0/me')).toEqual(['GET', 'HEAD']);
  });

  it('is looked at in time that grows with its length alone', () => {
    const long = `/v1.0/me/drive/root:${'/a'.repeat(4_000)}`;
    const nested = `/v1.0/me/drive/root/search(q='${"''".repeat(4_000)}`;
    const begun = performance.now();
    expect(matched('GET', `${long}:/nothing`)).toBeNull();
    expect(matched('GET', nested)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(200);
  });
});

describe('what is closed', () => {
  it('matches nothing, by no method', () => {
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
      for (const path of ['/v1.0/subscriptions', '/v1.0/Subscriptions/a', "/v1.0/subscriptions('a')"])
        expect(matched(method, path)).toBeNull();
  });

  it('stays closed to an operation that is more general, and to the same under other names', () => {
    const closed = [operation('POST /v1.0/subscriptions'), operation('PATCH /v1.0/subscriptions/{subscription-id}')];
    const general = new OperationMatcher([operation('POST /v1.0/{x}'), operation('PATCH /v1.0/{x}/{y}')], closed);
    expect(general.match('POST', '/v1.0/subscriptions').kind).toBe('none');
    expect(general.match('PATCH', "/v1.0/subscriptions('a')").kind).toBe('none');
    expect(general.match('PATCH', '/v1.0/other/a').kind).toBe('operation');
    expect(() => new OperationMatcher([operation('PATCH /v1.0/Subscriptions/{x}')], closed)).toThrow('of its own');
  });
});

describe('an operation', () => {
  it.each([
    ['GET /v1.0/me', 'open already'],
    ['GET /v1.0/ME', 'open already'],
  ])('%s that is there already is refused', (text, reason) => {
    expect(() => new OperationMatcher([operation('GET /v1.0/me'), operation(text)])).toThrow(reason);
  });

  it.each([
    'GET /v1.0/me/x{y}',
    'GET /v1.0/me/{}',
    "GET /v1.0/me/range(address='A1')",
    "GET /v1.0/me/range(address='{a}{b}')",
    "GET /v1.0/users('a')",
    'GET /v1.0/me/range(x',
    'GET /v1.0/me/%',
  ])('%s that is no template is refused', (text) => {
    expect(() => new OperationMatcher([operation(text)])).toThrow('stands for a segment');
  });
});
