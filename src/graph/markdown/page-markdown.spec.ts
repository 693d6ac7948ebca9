import { describe, expect, it } from 'vitest';
import { pageMarkdown } from './page-markdown.js';

const LINKS = { graphOrigin: 'https://graph.example', publicUrl: 'https://api.example' };
const markdownOf = (body: string): string =>
  pageMarkdown(`<html><head><title> </title></head><body>${body}</body></html>`, LINKS).markdown;

describe('a page of OneNote as Markdown', () => {
  it('begins with its title, once', () => {
    const head = '<html><head><title> Launch *plan* </title></head>';
    const page = { title: 'Launch *plan*', markdown: '# Launch \\*plan\\*\n\nText\n' };
    expect(pageMarkdown(`${head}<body><p>Text</p></body></html>`, LINKS)).toEqual(page);
    expect(pageMarkdown(`${head}<body><h1>Launch *plan*</h1><p>Text</p></body></html>`, LINKS)).toEqual(page);
  });

  it.each([
    ['headings and emphasis', '<h2>One</h2><p>a <b>bold</b> <i>word</i></p>', '## One\n\na **bold** *word*\n'],
    ['lists in lists', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', '- a\n  - b\n- c\n'],
    ['numbers', '<ol><li>a</li><li>b</li></ol>', '1. a\n2. b\n'],
    [
      'tables, which OneNote has without a head',
      '<table style="border:1px solid"><tr><td>a</td><td>b|c</td></tr><tr><td>1</td><td>2</td></tr></table>',
      '|   |      |\n| - | ---- |\n| a | b\\|c |\n| 1 | 2    |\n',
    ],
    ['links', '<p><a href="https://example.com/a?b=c">there</a></p>', '[there](https://example.com/a?b=c)\n'],
    ['text that looks like Markdown', '<p># no heading, *no* emphasis</p>', '\\# no heading, \\*no\\* emphasis\n'],
    [
      'emphasis that OneNote has as style',
      '<p><span style="font-weight:bold">a</span> <span style="font-style:italic">b</span> ' +
        '<span style="text-decoration:line-through">c</span> <span style="color:red">d</span></p>',
      '**a** *b* ~~c~~ d\n',
    ],
    ['boxes that are absolutely placed', '<div style="position:absolute;left:48px"><p>a</p></div>', 'a\n'],
  ])('has %s', (_what, html, markdown) => {
    expect(markdownOf(html)).toBe(markdown);
  });

  it('has to-do tags as a list of check boxes', () => {
    const html = '<p data-tag="to-do">call</p>\n<p data-tag="to-do:completed,important">write</p><p>then</p>';
    expect(markdownOf(html)).toBe('- [ ] call\n- [x] write\n\nthen\n');
    expect(markdownOf('<ul><li data-tag="to-do">a</li><li>b</li></ul>')).toBe('- [ ] a\n- b\n');
  });

  it.each(['/v1.0/me/onenote', "/v1.0/users('megan@contoso.example')/onenote", '/v1.0/users/4711/onenote'])(
    'shows images of %s by way of this API',
    (below) => {
      const address = `https://graph.example${below}/resources/0-abc!1-x/$value`;
      expect(markdownOf(`<img alt="plan" src="x" data-fullres-src="${address}" />`)).toBe(
        '![plan](https://api.example/v1.0/me/onenote/resources/0-abc!1-x/content)\n',
      );
    },
  );

  it('links attached files by way of this API', () => {
    const data = 'https://graph.example/v1.0/me/onenote/resources/1-f/content';
    expect(markdownOf(`<object data="${data}" data-attachment="plan.pdf" type="application/pdf"></object>`)).toBe(
      '[plan.pdf](https://api.example/v1.0/me/onenote/resources/1-f/content)\n',
    );
  });

  it('leaves images from elsewhere, also where they only look like Graph’s', () => {
    for (const source of [
      'https://graph.example.evil/v1.0/me/onenote/resources/1/content',
      'https://elsewhere.example/a.png',
    ])
      expect(markdownOf(`<img alt="" src="${source}">`)).toBe(`![](${source})\n`);
  });

  it.each([
    '<script>alert(1)</script>',
    '<p><a href="javascript:alert(1)">x</a></p>',
    '<p><a href=" java&#9;script:alert(1)">x</a></p>',
    '<img src="data:text/html,alert(1)" onerror="alert(1)">',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<svg><script>alert(1)</script></svg>',
    '<style>alert(1)</style>',
  ])('has nothing left that could run: %s', (html) => {
    expect(markdownOf(`${html}<p>end</p>`)).not.toMatch(/alert|script:|data:/i);
  });

  it('has raw HTML in text as text', () => {
    expect(markdownOf('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>')).toBe('\\<script>alert(1)\\</script>\n');
  });

  it('is refused where elements are nested thousands deep', () => {
    expect(() => markdownOf('<div>'.repeat(20_000))).toThrow(RangeError);
  });
});
