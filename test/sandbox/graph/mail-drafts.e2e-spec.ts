import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn } from './graph-client.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
let graph: GraphFixture;
let megan: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, MEGAN, 'Mail.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

const DRAFT = {
  subject: 'Windows in Pittsburgh',
  body: { contentType: 'HTML', content: '<p>Is the <b>large</b> display there?</p><script>0</script>' },
  toRecipients: [{ emailAddress: { address: 'adele@contoso.example' } }],
  importance: 'High',
  categories: ['Launch'],
};

async function draftId(): Promise<string> {
  return textIn((await megan.post('/me/messages', DRAFT)).json, 'id');
}

describe('a draft', () => {
  it('is made in Drafts with what Graph adds to it, and where it is said', async () => {
    const made = await megan.post('/me/messages', DRAFT);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/messages/$entity`,
      subject: 'Windows in Pittsburgh',
      bodyPreview: 'Is the large display there?',
      isDraft: true,
      isRead: true,
      importance: 'high',
      body: { contentType: 'html' },
      toRecipients: [{ emailAddress: { name: 'Adele Vance', address: 'adele@contoso.example' } }],
      sentDateTime: '2026-06-17T09:30:00Z',
    });
    expect(made.json).not.toHaveProperty('from');
    const there = await megan.get(made.headers.get('location') ?? '');
    expect(there.json['id']).toBe(made.json['id']);
    const drafts = await megan.get('/me/mailFolders/drafts/messages');
    expect(drafts.value.map(({ id }) => id)).toEqual([made.json['id']]);
    expect((await megan.get('/me/mailFolders/drafts')).json).toMatchObject({ totalItemCount: 1, unreadItemCount: 0 });
  });

  it('changes with each PATCH, its entity tag too, and If-Match keeps two writers apart', async () => {
    const id = await draftId();
    const before = await megan.get(`/me/messages/${id}`);
    const etag = textIn(before.json, '@odata.etag');
    graph.clock.at += 60_000;
    const changed = await megan.patch(`/me/messages/${id}`, { subject: 'Windows', body: null }, { 'if-match': etag });
    expect([changed.status, changed.json['subject'], changed.json['lastModifiedDateTime']]).toEqual([
      200,
      'Windows',
      '2026-06-17T09:31:00Z',
    ]);
    expect(changed.json['@odata.etag']).not.toBe(etag);
    const late = await megan.patch(`/me/messages/${id}`, { subject: 'Doors' }, { 'if-match': etag });
    expect([late.status, late.errorCode]).toEqual([412, 'ErrorIrresolvableConflict']);
    const removed = await megan.delete(`/me/messages/${id}`, { 'if-match': etag });
    expect([removed.status, removed.errorCode]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await megan.get(`/me/messages/${id}`)).json['subject']).toBe('Windows');
    graph.clock.at -= 60_000;
  });

  it('goes with a reset', async () => {
    const id = await draftId();
    graph.reset();
    expect((await megan.get(`/me/messages/${id}`)).status).toBe(404);
  });

  it.each([
    ['a property messages do not have', { subjekt: 'x' }, 400, 'RequestBodyRead'],
    ['a value of another kind', { subject: 1 }, 400, 'BadRequest'],
    ['a name no enumeration has', { importance: 'urgent' }, 400, 'BadRequest'],
    ['what is no JSON object', '[]', 400, 'BadRequest'],
    ['an attachment of another kind', { attachments: [{ '@odata.type': '#x.y', name: 'a' }] }, 400, 'BadRequest'],
  ])('is refused with %s', async (_, body, status, code) => {
    const answer = await megan.post('/me/messages', body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
    expect((await megan.get('/me/mailFolders/drafts/messages')).value).toEqual([]);
  });

  it('is refused beyond 4 MB', async () => {
    const answer = await clientOf(graph, MEGAN, 'Mail.ReadWrite').post('/me/messages', {
      body: { content: 'x'.repeat(4 * 1024 * 1024) },
    });
    expect([answer.status, answer.errorCode]).toEqual([413, 'RequestEntityTooLarge']);
  });

  it('is refused without a scope to write', async () => {
    const reader = clientOf(graph, MEGAN, 'Mail.Read', 'Mail.Send');
    const answer = await reader.post('/me/messages', DRAFT);
    expect([answer.status, answer.errorCode]).toEqual([403, 'ErrorAccessDenied']);
    const others = await megan.post('/users/adele@contoso.example/messages', DRAFT);
    expect([others.status, others.errorCode]).toEqual([403, 'ErrorAccessDenied']);
  });
});

describe('a received message', () => {
  async function received(): Promise<Record<string, unknown>> {
    const [first] = (await megan.get('/me/mailFolders/inbox/messages?$top=1')).value;
    return { ...first };
  }

  it('can be marked and filed, but not rewritten', async () => {
    const id = textIn(await received(), 'id');
    const change = { isRead: false, categories: ['Later'], flag: { flagStatus: 'flagged' } };
    expect((await megan.patch(`/me/messages/${id}`, change)).json).toMatchObject(change);
    expect((await megan.get(`/me/messages/${id}`)).json).toMatchObject(change);
    const unread = Number((await megan.get('/me/mailFolders/inbox')).json['unreadItemCount']);
    await megan.patch(`/me/messages/${id}`, { isRead: true });
    expect((await megan.get('/me/mailFolders/inbox')).json['unreadItemCount']).toBe(unread - 1);
    const refused = await megan.patch(`/me/messages/${id}`, { subject: 'Never said' });
    expect([refused.status, refused.errorCode]).toEqual([400, 'ErrorInvalidPropertySet']);
  });

  it('moves and is copied under another id', async () => {
    const { id, subject } = await received();
    const moved = await megan.post(`/me/messages/${String(id)}/move`, { destinationId: 'archive' });
    expect([moved.status, moved.json['subject']]).toEqual([201, subject]);
    expect(moved.json['id']).not.toBe(id);
    expect((await megan.get(`/me/messages/${String(id)}`)).status).toBe(404);
    const copied = await megan.post(`/me/messages/${textIn(moved.json, 'id')}/copy`, { destinationId: 'inbox' });
    expect(copied.status).toBe(201);
    const found = await megan.get(`/me/mailFolders/archive/messages`);
    expect(found.value.map((each) => each['id'])).toEqual([moved.json['id']]);
    expect((await megan.get(`/me/mailFolders/inbox/messages/${textIn(copied.json, 'id')}`)).status).toBe(200);
  });

  it('is deleted into Deleted Items, and from there for good', async () => {
    const { id, internetMessageId } = await received();
    expect((await megan.delete(`/me/messages/${String(id)}`)).status).toBe(204);
    const [binned] = (await megan.get('/me/mailFolders/deleteditems/messages')).value;
    expect(binned?.['internetMessageId']).toBe(internetMessageId);
    expect((await megan.delete(`/me/messages/${textIn(binned, 'id')}`)).status).toBe(204);
    expect((await megan.get('/me/mailFolders/deleteditems/messages')).value).toEqual([]);
    expect((await megan.get(`/me/messages/${textIn(binned, 'id')}`)).errorCode).toBe('ErrorItemNotFound');
  });

  it.each([
    ['move', {}, 400, 'BadRequest'],
    ['move', { destinationId: 'nowhere' }, 400, 'ErrorInvalidIdMalformed'],
    ['copy', { destinationId: `AAMkADIy${'x'.repeat(86)}AAA=` }, 404, 'ErrorItemNotFound'],
  ])('is not put by %s with %j', async (action, body, status, code) => {
    const answer = await megan.post(`/me/messages/${textIn(await received(), 'id')}/${action}`, body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('is there as MIME with its attachments', async () => {
    const [found] = (await megan.get("/me/messages?$filter=startswith(subject,'Data protection')&$orderby=subject"))
      .value;
    const mime = await megan.get(`/me/messages/${textIn(found, 'id')}/$value`);
    expect([mime.status, mime.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(mime.text).toMatch(/^From: "Carla Weber" <carla@contoso\.example>\r\nTo: "Megan Bowen" </);
    expect(mime.text).toContain('\r\nSubject: Data protection: cookie banner\r\n');
    expect(mime.text).toContain('\r\nContent-Type: text/html; name="cookie-banner.html"\r\n');
    const denied = await clientOf(graph, MEGAN, 'Mail.ReadBasic').get(`/me/messages/${textIn(found, 'id')}/$value`);
    expect(denied.status).toBe(403);
  });
});
