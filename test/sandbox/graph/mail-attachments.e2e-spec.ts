import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn } from './graph-client.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const SLICE = 900 * 1024;
let graph: GraphFixture;
let megan: GraphClient;
let address: string;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, 'megan@contoso.example', 'Mail.ReadWrite');
});
beforeEach(async () => {
  graph.clock.at = Date.UTC(2026, 5, 17, 9, 30);
  graph.reset();
  const draft = await megan.post('/me/messages', { subject: 'With files' });
  address = `/me/messages/${textIn(draft.json, 'id')}`;
});
afterAll(() => graph.close());

const FILE = {
  '@odata.type': '#microsoft.graph.fileAttachment',
  name: 'a.csv',
  contentType: 'text/csv',
  contentBytes: Buffer.from('a,b\n').toString('base64'),
};

describe('attachments', () => {
  it('are added to a draft, read and taken off', async () => {
    const made = await megan.post(`${address}/attachments`, FILE);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ...FILE, size: 4, isInline: false });
    expect((await megan.get(address)).json['hasAttachments']).toBe(true);
    const one = `${address}/attachments/${textIn(made.json, 'id')}`;
    const bytes = await megan.get(`${one}/$value`);
    expect([bytes.text, bytes.headers.get('content-type')]).toEqual(['a,b\n', 'text/csv']);
    expect((await megan.delete(one)).status).toBe(204);
    expect((await megan.get(one)).errorCode).toBe('ErrorItemNotFound');
    expect((await megan.get(address)).json['hasAttachments']).toBe(false);
  });

  it.each([
    ['without a type', { ...FILE, '@odata.type': undefined }, 400, 'BadRequest'],
    ['without bytes', { ...FILE, contentBytes: undefined }, 400, 'ErrorInvalidRequest'],
    ['with bytes that are no base64', { ...FILE, contentBytes: 'ä' }, 400, 'BadRequest'],
    ['without a name', { ...FILE, name: '' }, 400, 'BadRequest'],
  ])('%s are refused', async (_, body, status, code) => {
    const answer = await megan.post(`${address}/attachments`, body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('with a script come as what their sender called them, byte for byte', async () => {
    for (const [subject, type, script] of [
      ['Data protection: cookie banner', 'text/html', 'cookie-banner.html has run'],
      ['Photos of the shoot', 'image/svg+xml', 'shop-card.svg has run'],
    ] as const) {
      const [message] = (await megan.get(`/me/messages?$filter=subject eq '${subject}' and hasAttachments eq true`))
        .value;
      const below = `/me/messages/${textIn(message, 'id')}/attachments`;
      const [file] = (await megan.get(below)).value;
      const bytes = await megan.get(`${below}/${textIn(file, 'id')}/$value`);
      expect(bytes.headers.get('content-type')).toBe(type);
      expect(bytes.text).toContain(`document.title = 'The script of ${script}'`);
    }
  });

  it('are kept from a token that sees no bodies, expanded ones too', async () => {
    const basic = clientOf(graph, 'megan@contoso.example', 'Mail.ReadBasic');
    expect((await basic.get(`${address}/attachments`)).status).toBe(403);
    expect((await basic.get(`${address}?$expand=attachments`)).status).toBe(400);
  });
});

describe('a large attachment', () => {
  const bytes = randomBytes(3 * 1024 * 1024 + 5);
  const put = (url: string, from: number, to: number, total = bytes.length): Promise<Answer> =>
    graph.send(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', 'content-range': `bytes ${from}-${to - 1}/${total}` },
      body: bytes.subarray(from, to),
    });
  const begin = (item: Record<string, unknown> = {}): Promise<Answer> =>
    megan.post(`${address}/attachments/createUploadSession`, {
      AttachmentItem: { attachmentType: 'file', name: 'film.bin', size: bytes.length, ...item },
    });

  it('comes in slices to an address of its own that needs no token', async () => {
    const session = await begin();
    expect([session.status, session.json['nextExpectedRanges']]).toEqual([201, ['0-']]);
    const url = textIn(session.json, 'uploadUrl');
    expect(url.startsWith(`${graph.origin}/api/v2.0/Users('`)).toBe(true);
    let last: Answer | undefined;
    for (let from = 0; from < bytes.length; from += SLICE) {
      const to = Math.min(from + SLICE, bytes.length);
      last = await put(url, from, to);
      if (to === bytes.length) break;
      expect([last.status, last.json['nextExpectedRanges']]).toEqual([200, [String(to)]]);
      expect((await graph.send(url, {})).json['nextExpectedRanges']).toEqual([String(to)]);
    }
    expect(last?.status).toBe(201);
    const id = /Attachments\('([^']+)'\)$/.exec(last?.headers.get('location') ?? '')?.[1] ?? '';
    const whole = await megan.get(`${address}/attachments/${id}/$value`);
    expect(whole.bytes.equals(bytes)).toBe(true);
    expect((await put(url, 0, SLICE)).status).toBe(401);
  });

  it('takes slices in order only, and none but its own', async () => {
    const url = textIn((await begin()).json, 'uploadUrl');
    expect((await put(url, SLICE, 2 * SLICE)).status).toBe(416);
    expect((await put(url, 0, SLICE, bytes.length + 1)).status).toBe(400);
    expect((await graph.send(url, { method: 'PUT', body: bytes.subarray(0, 10) })).status).toBe(400);
    expect(
      (
        await put(
          url.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
          0,
          SLICE,
        )
      ).status,
    ).toBe(401);
    expect((await put(url, 0, SLICE)).status).toBe(200);
  });

  it.each([
    ['DELETE', async (url: string) => (await graph.send(url, { method: 'DELETE' })).status],
    ['time', async () => (graph.clock.at += 4 * 3_600_000)],
    ['a reset', async () => graph.reset()],
  ])('is given up by %s', async (_, giveUp) => {
    const url = textIn((await begin()).json, 'uploadUrl');
    await giveUp(url);
    const late = await put(url, 0, SLICE);
    expect([late.status, late.errorCode]).toEqual([401, 'InvalidAuthenticationToken']);
  });

  it.each([
    ['that is small', { size: 1000 }, 400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize'],
    ['that is too large', { size: 200 * 1024 * 1024 }, 413, 'ErrorMessageSizeExceeded'],
    ['without a size', { size: undefined }, 400, 'BadRequest'],
    ['of another kind', { attachmentType: 'item' }, 400, 'BadRequest'],
  ])('%s gets no session', async (_, item, status, code) => {
    const answer = await begin(item);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });
});
