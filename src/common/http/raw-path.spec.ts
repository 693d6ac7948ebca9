import { describe, expect, it } from 'vitest';
import { hasOneMeaning } from './raw-path.js';

describe('a request target with one meaning', () => {
  it.each([
    '/v1.0/me',
    '/v1.0/me?$select=displayName&$filter=a%20eq%20%27b%27',
    '/v1.0/me/photo/$value',
    '/v1.0/users/megan%40contoso.example',
    '/v1.0/users/megan@contoso.example',
    "/v1.0/users('a')",
    '/v1.0/me/drive/root:/a%20b/Plan%20100%25.docx:/content',
    '/v1.0/me/drive/root:/%E2%82%AC.txt:/content',
    '/v1.0/me/drive/root:/notes..old.txt:/content',
    '/v1.0/me/messages?next=../..&u=https://evil.example//x',
    "/v1.0/x/range(address='A1:B2')",
    '/v1.0/me/drive/root:/.hidden:/content',
  ])('takes %s', (target) => {
    expect(hasOneMeaning(target)).toBe(true);
  });

  it.each([
    ['another host', '//evil.example/x'],
    ['another host by backslash', '/\\evil'],
    ['another host by mixed slashes', '/\\/evil'],
    ['absolute form', 'http://evil/v1.0/me'],
    ['asterisk form', '*'],
    ['empty', ''],
    ['dot segments', '/v1.0/../beta/me'],
    ['a dot segment at the end', '/v1.0/me/..'],
    ['a single dot segment', '/v1.0/./me'],
    ['encoded dots', '/v1.0/%2e%2e/beta'],
    ['half-encoded dots', '/v1.0/.%2E/beta'],
    ['encoded slash', '/v1.0/..%2fbeta'],
    ['encoded slash in an id', '/v1.0/me/messages/a%2Fattachments'],
    ['encoded backslash', '/v1.0/me%5c..%5cbeta'],
    ['double encoding', '/v1.0/%252e%252e%252fbeta'],
    ['triple encoding', '/v1.0/%25252e%25252e/beta'],
    ['overlong UTF-8', '/v1.0/%c0%ae%c0%ae/beta'],
    ['IIS unicode', '/v1.0/%u002e%u002e/beta'],
    ['full-width dots', '/v1.0/%EF%BC%8E%EF%BC%8E/beta'],
    ['full-width slash', '/v1.0/me%EF%BC%8Fmessages'],
    ['a one-dot leader pair', '/v1.0/%E2%80%A4%E2%80%A4/beta'],
    ['a lonely percent sign', '/v1.0/%'],
    ['not hexadecimal', '/v1.0/%zz'],
    ['cut UTF-8', '/v1.0/%e0%80'],
    ['NUL', '/v1.0/me%00'],
    ['line feed', '/v1.0/me%0a'],
    ['fragment', '/v1.0/me#frag'],
    ['raw space', '/v1.0/a b'],
    ['raw byte above ASCII', '/v1.0/caf\u00e9'],
  ])('refuses %s', (_kind, target) => {
    expect(hasOneMeaning(target)).toBe(false);
  });

  it('looks at the path only, a query is just data', () => {
    expect(hasOneMeaning('/v1.0/me?url=http://169.254.169.254/%2e%2e/')).toBe(true);
  });
});
