import { describe, expect, it } from 'vitest';
import { html, page } from './html.js';

describe('html', () => {
  it('escapes values for text and for quoted attributes', () => {
    expect(String(html`<a title="${`"'`}">${'<b>&'}</a>`)).toBe('<a title="&quot;&#39;">&lt;b&gt;&amp;</a>');
  });

  it('does not escape nested templates twice', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(
      String(
        html`<ul>
          ${items}
        </ul>`,
      ).replaceAll(/>\s+</g, '><'),
    ).toBe('<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('leaves out what is absent or false and keeps zero', () => {
    expect(String(html`[${undefined}${false}${0}]`)).toBe('[0]');
  });

  it('escapes the title of a page', () => {
    expect(page('</title><script>', html``)).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
  });
});
