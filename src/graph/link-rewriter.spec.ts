import { describe, expect, it } from 'vitest';
import { LinkRewriter, rewrittenLink } from './link-rewriter.js';

const GRAPH = 'https://graph.microsoft.com';
const HERE = 'https://api.contoso.example';

/** Rewrites a text that arrives in chunks of this many bytes. */
function rewritten(text: string, chunkSize = text.length): string {
  const rewriter = new LinkRewriter(GRAPH, HERE);
  const bytes = Buffer.from(text);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) out.push(rewriter.push(bytes.subarray(at, at + chunkSize)));
  return Buffer.concat([...out, rewriter.end()]).toString();
}

const link = `${GRAPH}/v1.0/me/messages?$skiptoken=a%2Bb&$filter=x%20eq%20'%C3%A9'`;
const linkHere = link.replace(GRAPH, HERE);

describe('links into Graph', () => {
  it.each(['@odata.nextLink', '@odata.deltaLink', 'contentUrl', 'pagesUrl', 'sectionsUrl', 'self'])(
    'point here when they are the value of %s',
    (key) => {
      expect(rewritten(`{"${key}":"${link}"}`)).toBe(`{"${key}":"${linkHere}"}`);
    },
  );

  it('point here at any depth and with any white space', () => {
    const text = (url: string): string => `{"value":[{"a":{"@odata.nextLink"\n : \t"${url}"}}, {"self":"${url}"}]}`;
    expect(rewritten(text(link))).toBe(text(linkHere));
  });

  it('point here however the answer is cut into chunks', () => {
    const text = (url: string): string => `{"x":"é","@odata.nextLink":"${url}","pagesUrl" : "${url}"}`;
    for (let size = 1; size <= 90; size += 1) expect(rewritten(text(link), size)).toBe(text(linkHere));
  });

  it('point here when their slashes are escaped', () => {
    const escaped = (url: string): string => `{"@odata.nextLink":"${url.replaceAll('/', '\\/')}"}`;
    expect(rewritten(escaped(`${GRAPH}/v1.0/me`))).toBe(escaped(`${HERE}/v1.0/me`));
  });
});

describe('everything else stays byte for byte', () => {
  it.each([
    ['another member', `{"webLink":"${link}"}`],
    ['another host', '{"@odata.nextLink":"https://evil.example/v1.0/me"}'],
    ['a host that begins alike', `{"@odata.nextLink":"${GRAPH}.evil.example/v1.0"}`],
    ['a link later in the value', `{"@odata.nextLink":"https://evil.example/?u=${link}"}`],
    ['a value, not a member', `{"a":["@odata.nextLink","${link}"]}`],
    ['text that looks like JSON', JSON.stringify({ body: `{"@odata.nextLink":"${link}"}` })],
    ['twice nested text', JSON.stringify({ body: JSON.stringify({ a: `{"self":"${link}"}` }) })],
    ['a member whose name ends alike', `{"x\\"self":"${link}"}`],
    ['an upload address', `{"uploadUrl":"${GRAPH}/upload/abc"}`],
    ['a cut origin at the end', `{"@odata.nextLink":"${GRAPH.slice(0, -4)}`],
    ['nothing', ''],
  ])('%s', (_kind, text) => {
    for (const size of [1, 7, 1000]) expect(rewritten(text, size)).toBe(text);
  });
});

describe('a Location', () => {
  it('points here when it was one into Graph', () => {
    expect(rewrittenLink(`${GRAPH}/v1.0/me/messages('x')`, GRAPH, HERE)).toBe(`${HERE}/v1.0/me/messages('x')`);
  });

  it.each([`${GRAPH}.evil.example/x`, `${GRAPH}/monitor/1`, 'https://download.example/x?y', '/relative', GRAPH])(
    'stays when it is %s',
    (location) => {
      expect(rewrittenLink(location, GRAPH, HERE)).toBe(location);
    },
  );
});
