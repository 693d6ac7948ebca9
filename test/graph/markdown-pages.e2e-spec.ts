import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingsFor } from '../helpers/api.js';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import type { RawGraph } from '../helpers/raw-graph.js';
import { says, startRawGraph } from '../helpers/raw-graph.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';

const PAGES = '/v1.0/me/onenote/pages';
const listed = z.object({ value: z.array(z.object({ id: z.string(), title: z.string() })).min(1) });

describe('a page of OneNote', () => {
  let tenant: TestTenant;
  let api: ApiProcess;
  let token: string;
  let address: string;
  let title: string;

  beforeAll(async () => {
    tenant = await startTestTenant();
    api = await startApiProcess(settingsFor(tenant));
    token = await tenant.identity.mintApiToken({ user: tenant.user('megan@contoso.example') });
    const answer = await api.send('GET', `${PAGES}?$select=id,title&$top=1`, token);
    const [page] = listed.parse(await answer.body.json()).value;
    address = `${PAGES}/${page?.id}/content`;
    title = page?.title ?? '';
  });
  afterAll(async () => {
    await api.close();
    await tenant.close();
  });

  it.each([undefined, 'text/html', '*/*', 'text/html,text/markdown;q=0.9'])(
    'is HTML as Graph has it for Accept: %s',
    async (accept) => {
      const answer = await api.send('GET', address, token, accept === undefined ? {} : { accept });
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
      expect(answer.headers['content-security-policy']).toBe("sandbox; default-src 'none'");
      expect(await answer.body.text()).toContain('<body');
    },
  );

  it('is Markdown to read for Accept: text/markdown', async () => {
    const answer = await api.send('GET', address, token, { accept: 'text/markdown' });
    expect(answer.statusCode).toBe(200);
    const text = await answer.body.text();
    expect(text.startsWith(`# ${title}\n`)).toBe(true);
    expect(text).not.toMatch(/<(?:p|div|html|body)\b/);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      vary: 'Accept, Authorization, Cookie, Origin',
    });
    expect(answer.headers['content-disposition']).toContain(`inline; filename="${title}.md"`);
    expect(answer.headers['request-id']).toBeDefined();
  });

  it('is Markdown to keep for $format=text/markdown, which Graph never sees', async () => {
    tenant.cloud.journal.clear();
    const answer = await api.send('GET', `${address}?includeIDs=true&$format=text/markdown`, token, {
      accept: 'text/html',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain(`attachment; filename="${title}.md"`);
    expect(await answer.body.text()).toContain(`# ${title}`);
    expect(tenant.cloud.journal.entries.map(({ path }) => path)).toEqual([`${address}?includeIDs=true`]);
  });

  it('has its head alone for HEAD', async () => {
    const answer = await api.send('HEAD', address, token, { accept: 'text/markdown' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(await answer.body.text()).toBe('');
  });

  it('that does not exist is Graph’s error, not Markdown', async () => {
    const answer = await api.send('GET', `${PAGES}/1-none!1-none/content`, token, { accept: 'text/markdown' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(await answer.body.json()).toMatchObject({ error: { code: '20102' } });
  });
});

describe('a page that Graph answers oddly', () => {
  let tenant: TestTenant;
  let graph: RawGraph;
  let api: ApiProcess;
  let token: string;
  beforeAll(async () => {
    tenant = await startTestTenant();
    graph = await startRawGraph();
    api = await startApiProcess({ ...settingsFor(tenant), GRAPH_BASE_URL: graph.origin });
    token = await tenant.identity.mintApiToken({ user: tenant.user('megan@contoso.example') });
  });
  afterAll(async () => {
    await api.close();
    await graph.close();
    await tenant.close();
  });

  const ask = (body: Buffer, ...headers: string[]): ReturnType<ApiProcess['send']> => {
    const head = ['200 OK', 'Content-Type: text/html', `Content-Length: ${body.length}`, ...headers].join('\r\n');
    graph.answer = says(head, body.toString('latin1'));
    return api.send('GET', `${PAGES}/1/content`, token, {
      accept: 'text/markdown',
      'if-none-match': '"x"',
      range: 'bytes=0-1',
    });
  };

  it('is converted also where it comes compressed unasked', async () => {
    const answer = await ask(
      gzipSync('<html><body><p>Grüße</p></body></html>'),
      'Content-Encoding: gzip',
      'ETag: "html"',
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers['etag']).toBeUndefined();
    expect(await answer.body.text()).toBe('Grüße\n');
  });

  it('is asked for whole, as HTML, whatever the caller has of it', async () => {
    let asked = '';
    graph.answer = (socket, head) => {
      asked = head;
      says('200 OK\r\nContent-Type: text/html\r\nContent-Length: 8', '<p>a</p>')(socket, head);
    };
    const answer = await api.send('GET', `${PAGES}/1/content`, token, {
      accept: 'text/markdown',
      'if-none-match': '"x"',
      range: 'bytes=0-1',
    });
    expect(await answer.body.text()).toBe('a\n');
    expect(asked).not.toMatch(/^(?:accept|range|if-none-match):/im);
    expect(asked).toMatch(/^accept-encoding: identity$/im);
  });

  it.each([
    ['nested thousands deep', Buffer.from('<div>'.repeat(30_000))],
    ['longer than a mebibyte', Buffer.from(`<p>${'a'.repeat(1024 * 1024)}</p>`)],
  ])('is 502 where it is %s, and the next page is converted', async (_kind, page) => {
    const refused = await ask(page);
    expect(refused.statusCode).toBe(502);
    expect(await refused.body.json()).toMatchObject({
      code: 'graph_bad_response',
      error: { code: 'graph_bad_response' },
    });
    const next = await ask(Buffer.from('<p>next</p>'));
    expect(await next.body.text()).toBe('next\n');
  });

  it('is 502 where it is longer than a mebibyte only once it is decoded, and the next page is converted', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `<p>${(at * 7919) % 100_003}</p>`).join('');
    expect(lines.length).toBeGreaterThan(1024 * 1024);
    const refused = await ask(gzipSync(lines), 'Content-Encoding: gzip');
    expect(refused.statusCode).toBe(502);
    expect(await refused.body.json()).toMatchObject({ code: 'graph_bad_response' });
    expect(await (await ask(Buffer.from('<p>next</p>'))).body.text()).toBe('next\n');
  });

  it('leaves nothing of its text in the log', () => {
    expect(api.output()).not.toContain('next');
  });
});
