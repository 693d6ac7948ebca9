import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const READ = ['Mail.Read'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

async function everyPage(
  address: string,
  as: string,
): Promise<{ pages: number; items: readonly Record<string, unknown>[] }> {
  const items: Record<string, unknown>[] = [];
  let pages = 0;
  for (let next: string | undefined = address; next !== undefined; pages += 1) {
    const page = await graph.get(next, as, READ);
    expect(page.status).toBe(200);
    items.push(...page.value);
    next = page.nextLink;
  }
  return { pages, items };
}

describe('mail', () => {
  it.each(['megan', 'adele', 'alex', 'nestor', 'diego', 'lee', 'carla', 'mika'])(
    'of %s fills more than three pages, each message once, the newest first',
    async (name) => {
      const { pages, items } = await everyPage('/me/messages', `${name}@contoso.example`);
      expect(pages).toBeGreaterThanOrEqual(4);
      expect(items.length).toBeGreaterThanOrEqual(35);
      expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
      const times = items.map(({ receivedDateTime }) => String(receivedDateTime));
      expect(times).toEqual(times.toSorted((one, other) => other.localeCompare(one)));
    },
  );

  it.each(['isaiah@fabrikam.example', 'lidia@fabrikam.example', 'pat@outlook.example'])(
    'of %s is there too, and only theirs',
    async (name) => {
      const { items } = await everyPage('/me/messages?$top=50', name);
      expect(items.length).toBeGreaterThanOrEqual(35);
      expect(
        items.every((item) =>
          JSON.stringify([item['toRecipients'], item['ccRecipients'], item['from']]).includes(name),
        ),
      ).toBe(true);
    },
  );

  it('answers one message whole, in text on request, and the few properties selected', async () => {
    const [first] = (
      await graph.get("/me/messages?$filter=subject eq 'Trail shoe launch: where we stand'", MEGAN, READ)
    ).value;
    const address = `/me/messages/${String(first?.['id'])}`;
    const whole = await graph.get(address, MEGAN, READ);
    expect(whole.json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/messages/$entity`,
      from: { emailAddress: { name: 'Megan Bowen', address: MEGAN } },
      importance: 'high',
      hasAttachments: true,
      body: { contentType: 'html' },
    });
    const plain = await graph.get(address, MEGAN, READ, { prefer: 'outlook.body-content-type="text"' });
    expect(plain.json['body']).toMatchObject({ contentType: 'text' });
    expect(plain.headers.get('preference-applied')).toBe('outlook.body-content-type="text"');
    const selected = await graph.get(`${address}?$select=subject&$expand=attachments($select=name)`, MEGAN, READ);
    expect(Object.keys(selected.json).toSorted((a, b) => a.localeCompare(b))).toEqual([
      '@odata.context',
      '@odata.etag',
      'attachments',
      'id',
      'subject',
    ]);
    expect(selected.json['attachments']).toMatchObject([{ name: 'launch-plan.md' }]);
    const [attachment] = (await graph.get(`${address}/attachments`, MEGAN, READ)).value;
    expect(Buffer.from(String(attachment?.['contentBytes']), 'base64').toString()).toContain('# Launch plan');
    expect((await graph.get(`${address}/attachments/${String(attachment?.['id'])}`, MEGAN, READ)).json).toMatchObject({
      name: 'launch-plan.md',
    });
  });

  it('hides bodies from a token with Mail.ReadBasic only', async () => {
    const [message] = (await graph.get('/me/messages?$top=1', MEGAN, ['Mail.ReadBasic'])).value;
    expect(message).toHaveProperty('subject');
    expect(message).not.toHaveProperty('body');
    expect(message).not.toHaveProperty('bodyPreview');
  });

  it('knows folders by name and by id', async () => {
    const { value } = await graph.get('/me/mailFolders', MEGAN, READ);
    expect(value.map(({ displayName }) => displayName).slice(0, 3)).toEqual(['Inbox', 'Drafts', 'Sent Items']);
    const sent = await everyPage('/me/mailFolders/SentItems/messages', MEGAN);
    expect(sent.items.every((item) => JSON.stringify(item['from']).includes(MEGAN))).toBe(true);
    expect((await graph.get(`/me/mailFolders/${String(value[2]?.['id'])}`, MEGAN, READ)).json).toMatchObject({
      displayName: 'Sent Items',
      totalItemCount: sent.items.length,
    });
    expect((await graph.get('/me/mailFolders/inbox/messages/$count', MEGAN, READ)).text).toBe(
      String(value[0]?.['totalItemCount']),
    );
  });

  it.each([
    ["$filter=from/emailAddress/address eq 'carla@contoso.example'", 3],
    ["$filter=startswith(subject,'Budget')&$count=true", 1],
    ['$search="insoles"', 3],
    ['$search="from:isaiah"', 1],
    ["$filter=categories/any(c:c eq 'Launch') and importance eq 'high'", 1],
    [
      '$filter=receivedDateTime ge 2026-06-16T00:00:00Z and receivedDateTime lt 2026-06-17T00:00:00Z&$orderby=receivedDateTime',
      5,
    ],
  ])('finds by %s', async (query, least) => {
    const { status, value } = await graph.get(`/me/messages?${query}`, MEGAN, READ);
    expect(status).toBe(200);
    expect(value.length).toBeGreaterThanOrEqual(least);
    expect(value.length).toBeLessThanOrEqual(10);
  });

  it('keeps to odata.maxpagesize, skips and counts', async () => {
    expect((await graph.get('/me/messages', MEGAN, READ, { prefer: 'odata.maxpagesize=3' })).value).toHaveLength(3);
    const all = await graph.get('/me/messages?$top=3&$count=true', MEGAN, READ);
    const rest = await graph.get('/me/messages?$top=2&$skip=1', MEGAN, READ);
    expect(rest.value.map(({ id }) => id)).toEqual(all.value.slice(1).map(({ id }) => id));
    expect(all.json['@odata.count']).toBeGreaterThanOrEqual(35);
  });

  it.each([
    ['/me/messages?$top=1001', 400, 'BadRequest'],
    ['/me/messages?$select=nothing', 400, 'BadRequest'],
    ['/me/messages?$filter=subject eq', 400, 'BadRequest'],
    ["/me/messages?$filter=toRecipients/any(r:r/emailAddress/address eq 'x')", 400, 'ErrorInvalidUrlQueryFilter'],
    ['/me/messages?$filter=isRead eq false&$orderby=subject', 400, 'InefficientFilter'],
    ['/me/messages?$search="a"&$filter=isRead eq true', 400, 'SearchWithFilter'],
    ['/me/messages?$search="a"&$orderby=subject', 400, 'SearchWithOrderBy'],
    ['/me/messages/x', 400, 'ErrorInvalidIdMalformed'],
    [`/me/messages/AAMkADIy${'x'.repeat(86)}AAA=`, 404, 'ErrorItemNotFound'],
    ['/me/mailFolders/nothing', 400, 'ErrorInvalidIdMalformed'],
    ['/users/adele@contoso.example/messages', 403, 'ErrorAccessDenied'],
    ['/users/nobody@contoso.example/messages', 404, 'ErrorInvalidUser'],
  ])('refuses %s', async (address, status, code) => {
    const answer = await graph.get(address, MEGAN, READ);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('is denied without the scope, absent for a guest, and nobody else can read it by id', async () => {
    const denied = await graph.get('/me/messages', MEGAN, ['User.Read', 'Calendars.Read']);
    expect([denied.status, denied.errorCode]).toEqual([403, 'ErrorAccessDenied']);
    const guest = await graph.get('/me/messages', 'grady@fabrikam.example', READ);
    expect([guest.status, guest.errorCode]).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
    const [message] = (await graph.get('/me/messages?$top=1', MEGAN, READ)).value;
    const borrowed = await graph.get(`/me/messages/${String(message?.['id'])}`, 'adele@contoso.example', READ);
    expect([borrowed.status, borrowed.errorCode]).toEqual([404, 'ErrorItemNotFound']);
  });
});
