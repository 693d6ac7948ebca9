import { describe, expect, it } from 'vitest';
import { GraphError } from './errors.js';
import { segmentsOf } from './path.js';

describe('the segments of a path', () => {
  it.each([
    ['/v1.0/me', ['me']],
    ['/v1.0/me/', ['me']],
    ['/v1.0/', []],
    ['/v1.0/Users/a%40b.c/%24value', ['Users', 'a@b.c', '$value']],
    ["/v1.0/users('a''b')/manager", ['users', "a'b", 'manager']],
    ['/v1.0/users(%27a%27)/manager', ['users', 'a', 'manager']],
    ["/v1.0/x/range(address='A1:B2')", ['x', "range(address='A1:B2')"]],
    ['/v1.0/me/drive/root:/a/b%20c.txt:/content', ['me', 'drive', 'root:', 'a/b c.txt', 'content']],
    ['/v1.0/me/drive/root:/a/b.txt', ['me', 'drive', 'root:', 'a/b.txt']],
    ['/v1.0/me/drive/root:/a:', ['me', 'drive', 'root:', 'a']],
    ['/v1.0/me/drive/items/01X:/a/b:/children', ['me', 'drive', 'items', '01X:', 'a/b', 'children']],
    ['/v1.0/me/messages/AAMk=/x', ['me', 'messages', 'AAMk=', 'x']],
    ['/v1.0/me/onenote/pages/1-a!1-b', ['me', 'onenote', 'pages', '1-a!1-b']],
    ['/v1.0/users/a%2Fb', ['users', 'a/b']],
    ["/v1.0/me/drive/root/search(q='a%27%27b')", ['me', 'drive', 'root', "search(q='a''b')"]],
    ["/v1.0/me/drive/root/search(q='a%2Fb%20c')", ['me', 'drive', 'root', "search(q='a/b c')"]],
    ['/v1.0/sites/x.example:/sites/a/b:/lists', ['sites', 'x.example:', 'sites/a/b', 'lists']],
  ])('of %s', (path, expected) => {
    expect(segmentsOf(path)).toEqual(expected);
  });

  it.each([
    '/beta/me',
    '/V1.0/me',
    '/v1%2e0/me',
    'http://elsewhere.example/v1.0/me',
    '/v1.0',
    '/v1.0//me',
    '/v1.0/me//photo',
    '/v1.0/../beta/me',
    '/v1.0/me/./photo',
    '/v1.0/%2e%2E/beta',
    '/v1.0/me/%',
    '/v1.0/me/%zz',
    '/v1.0/me/%c0%ae',
    '/v1.0/me/%00',
    '/v1.0/me/drive/root:/../x:/content',
    '/v1.0/me/drive/root:/a//b',
  ])('are refused: %s', (path) => {
    expect(() => segmentsOf(path)).toThrow(GraphError);
  });
});
