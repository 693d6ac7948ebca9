import { describe, expect, it } from 'vitest';
import { markdownWish, withoutFormat } from './markdown-wish.js';

const PAGE = '/v1.0/me/onenote/pages/1/content';
const wish = (accept?: string, url = PAGE): string =>
  markdownWish({ url, headers: accept === undefined ? {} : { accept } });

describe('a page is wanted in Markdown', () => {
  it.each(['text/markdown', 'text/markdown, text/html;q=0.5', 'text/html;q=0.1,TEXT/Markdown;q=0.9'])(
    'to read, by Accept: %s',
    (accept) => expect(wish(accept)).toBe('inline'),
  );

  it.each([
    undefined,
    '',
    '*/*',
    'text/*',
    'text/html, text/markdown;q=0.5',
    'text/markdown;q=0',
    'text/html',
    'x-markdown',
  ])('not by Accept: %s', (accept) => expect(wish(accept)).toBe('none'));

  it.each([
    '?$format=text/markdown',
    '?%24format=text%2Fmarkdown',
    '?includeIDs=true&$format=text/markdown',
    '?$format=text/markdown&a=b',
  ])('to keep, by %s', (query) => expect(wish('text/html', PAGE + query)).toBe('attachment'));

  it.each(['?format=text/markdown', '?$format=text/markdownish', '?a=$format=text/markdown', '?$format=json'])(
    'not by %s',
    (query) => expect(wish(undefined, PAGE + query)).toBe('none'),
  );

  it.each([
    ['?$format=text/markdown', ''],
    ['?$format=text/markdown&a=b%20c&d', '?a=b%20c&d'],
    ['?a=b&%24format=text%2fmarkdown', '?a=b'],
    ['?a=b&$format=text/markdown&c=d', '?a=b&c=d'],
    ['?a=b%2B+c', '?a=b%2B+c'],
  ])('and asked for at Graph without saying so: %s', (query, left) => {
    expect(withoutFormat(PAGE + query)).toBe(PAGE + left);
  });
});
