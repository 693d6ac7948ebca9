import { describe, expect, it } from 'vitest';
import { clean } from './clean.js';
import { parseHtml, textOf } from './html-tree.js';
import { writeHtml } from './write-html.js';

function output(html: string): string {
  const nodes = clean(parseHtml(html) ?? [], 'div', () => undefined);
  return writeHtml(nodes, '', ({ attributes: { style: _style, ...kept } }) => kept).replaceAll(/\n\t*/g, '');
}

describe('input HTML', () => {
  it.each([
    ['<p>a</p><p>b</p>', '<p>a</p><p>b</p>'],
    ['loose <b>text</b> here', '<p>loose <span>text</span> here</p>'],
    ['<div><div><p>a</p></div>b</div>', '<p>a</p><p>b</p>'],
    ['<div data-id="keep"><p>a</p></div>', '<div data-id="keep"><p>a</p></div>'],
    ['<section><h1> A </h1></section>', '<h1>A</h1>'],
    ['<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>'],
    ['<ul><li> a <ul><li>b</li></ul> </li></ul>', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    [
      '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1<td>2</tbody></table>',
      '<table><tr><td><span>A</span></td></tr><tr><td>1</td><td>2</td></tr></table>',
    ],
    ['<p>a &amp; b &lt;c&gt; &euro; &#8364; &unknown;</p>', '<p>a &amp; b &lt;c&gt; € € &amp;unknown;</p>'],
    ['<p>a<br>b</p>', '<p>a<br />b</p>'],
    ['<p>a\n   b</p>', '<p>a b</p>'],
    ['<p>never closed', '<p>never closed</p>'],
    ['</p>stray', '<p>stray</p>'],
    ['<!-- note --><p>a</p><!DOCTYPE html>', '<p>a</p>'],
    ['<p data-tag="to-do:completed">a</p>', '<p data-tag="to-do:completed">a</p>'],
    ['<p a < b</p>', '<p>&lt;p a &lt; b</p>'],
  ])('%s is kept as %s', (input, expected) => {
    expect(output(input)).toBe(expected);
  });

  it.each([
    ['<script>alert(1)</script><p>a</p>', '<p>a</p>'],
    ['<style>p { color: red }</style><p>a</p>', '<p>a</p>'],
    ['<p onclick="x()" id="x" class="y" data-x="z">a</p>', '<p>a</p>'],
    ['<p><a href="javascript:x()">a</a></p>', '<p><a>a</a></p>'],
    [
      '<p><a href="https://x.example/?a=1&amp;b=&quot;2">a</a></p>',
      '<p><a href="https://x.example/?a=1&amp;b=&quot;2">a</a></p>',
    ],
    ['<form><input value="x"><p>a</p></form>', ''],
    ['<custom-element><p>a</p></custom-element>', '<p>a</p>'],
  ])('%s loses what OneNote does not keep', (input, expected) => {
    expect(output(input)).toBe(expected);
  });

  it('keeps known styles only, the input’s own last', () => {
    const [node] = clean(
      parseHtml('<h1 style="COLOR: red; behavior: url(x); position: absolute">a</h1>') ?? [],
      'div',
      () => undefined,
    );
    expect(Object(node).attributes.style).toBe('font-size:16pt;color:red;margin-top:0pt;margin-bottom:0pt');
  });

  it('is not read when it is nested without end', () => {
    expect(parseHtml('<div>'.repeat(5000))).toBeUndefined();
  });

  it('is read in little time whatever is written', () => {
    const started = performance.now();
    for (const part of ['<a ', '<a "', "<a b='", '<!--', '&#', '<<', '="'])
      parseHtml(part.repeat(20_000 / part.length));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('has text, blocks of it apart', () => {
    expect(textOf(parseHtml('<h1>A</h1><p>b<span>c</span> d</p><ul><li>e</li></ul>') ?? [])).toBe('A bc d e');
  });
});
