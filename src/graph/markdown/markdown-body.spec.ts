import { expect, it } from 'vitest';
import { pageDisposition } from './markdown-body.js';

it.each([
  ['Launch plan', `attachment; filename="Launch plan.md"; filename*=UTF-8''Launch%20plan.md`],
  ['Ärger (2)', `attachment; filename="_rger (2).md"; filename*=UTF-8''%C3%84rger%20%282%29.md`],
  ['../../etc/"passwd"', `attachment; filename="etc passwd.md"; filename*=UTF-8''etc%20passwd.md`],
  ['a\r\nSet-Cookie: x', `attachment; filename="a Set-Cookie x.md"; filename*=UTF-8''a%20Set-Cookie%20x.md`],
  [' ... ', `attachment; filename="Page.md"; filename*=UTF-8''Page.md`],
  ['gnp\u202Etxt', `attachment; filename="gnp txt.md"; filename*=UTF-8''gnp%20txt.md`],
])('names the file of a page titled %j', (title, disposition) => {
  expect(pageDisposition('attachment', title)).toBe(disposition);
});

it('keeps names short', () => {
  expect(pageDisposition('inline', '𝒳'.repeat(300)).length).toBeLessThan(1200);
});
