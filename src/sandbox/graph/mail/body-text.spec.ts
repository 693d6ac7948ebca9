import { describe, expect, it } from 'vitest';
import { previewOf, textOf } from './body-text.js';

const html = (content: string): string => textOf({ contentType: 'html', content });

describe('the text of a body', () => {
  it.each([
    ['<html><head><title>T</title></head><body><p>One</p><p>Two &amp; three</p></body></html>', 'One\r\nTwo & three'],
    ['a<br>b<br/>c', 'a\r\nb\r\nc'],
    ['<header>Shown</header><script>x</script >y<STYLE>z', 'Showny'],
    ['&lt;b&gt; &#8364; &unknown; &#99999999;', '<b> € &unknown; &#99999999;'],
    ['1 < 2 and <<b>3</b>', '1 < 2 and <3'],
  ])('of %s is %j', (content, text) => {
    expect(html(content)).toBe(text);
  });

  it('is not looked for in plain text', () => {
    expect(textOf({ contentType: 'text', content: '<b>' })).toBe('<b>');
  });

  it('is found in time in 4 MB of what nobody has closed', () => {
    const begun = performance.now();
    for (const piece of ['<', '<script>', '<script></head>', '&'])
      html(piece.repeat(Math.floor((4 * 1024 * 1024) / piece.length)));
    expect(performance.now() - begun).toBeLessThan(20_000);
  }, 30_000);

  it('is cut at 255 characters for the preview', () => {
    expect(previewOf({ contentType: 'text', content: 'x'.repeat(300) })).toHaveLength(255);
  });
});
