import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn, untilDeltaLink } from './graph-client.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

let graph: GraphFixture;
let megan: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, 'megan@contoso.example', 'Mail.ReadWrite', 'MailboxSettings.Read');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

async function folder(displayName: string, below = '/me/mailFolders'): Promise<string> {
  const made = await megan.post(below, { displayName });
  expect([made.status, made.json['displayName']]).toEqual([201, displayName]);
  return textIn(made.json, 'id');
}

describe('mail folders', () => {
  it('are made below the root and below each other, renamed, and hold messages', async () => {
    const launch = await folder('Launch');
    const photos = await folder('Photos', `/me/mailFolders/${launch}/childFolders`);
    expect((await megan.get(`/me/mailFolders/${launch}`)).json).toMatchObject({ childFolderCount: 1 });
    expect((await megan.get(`/me/mailFolders/${launch}/childFolders`)).value).toMatchObject([{ id: photos }]);
    expect((await megan.get(`/me/mailFolders/${launch}?$expand=childFolders`)).json).toMatchObject({
      childFolders: [{ displayName: 'Photos' }],
    });
    expect((await megan.patch(`/me/mailFolders/${photos}`, { displayName: 'Pictures' })).json).toMatchObject({
      id: photos,
      displayName: 'Pictures',
    });
    const draft = await megan.post(`/me/mailFolders/${photos}/messages`, { subject: 'x' });
    expect(draft.json['parentFolderId']).toBe(photos);
    expect((await megan.get('/me/mailFolders?$top=50')).value.map(({ displayName }) => displayName)).toContain(
      'Launch',
    );
  });

  it('go to Deleted Items with what is in them, and from there for good', async () => {
    const launch = await folder('Launch');
    const draft = await megan.post(`/me/mailFolders/${launch}/messages`, { subject: 'x' });
    expect((await megan.delete(`/me/mailFolders/${launch}`)).status).toBe(204);
    expect((await megan.get('/me/mailFolders/deleteditems/childFolders')).value).toMatchObject([{ id: launch }]);
    expect((await megan.get(`/me/messages/${textIn(draft.json, 'id')}`)).status).toBe(200);
    expect((await megan.delete(`/me/mailFolders/${launch}`)).status).toBe(204);
    expect((await megan.get(`/me/mailFolders/${launch}`)).errorCode).toBe('ErrorItemNotFound');
    expect((await megan.get(`/me/messages/${textIn(draft.json, 'id')}`)).status).toBe(404);
  });

  it('have names of their own, and the ones everybody has stay', async () => {
    await folder('Launch');
    const again = await megan.post('/me/mailFolders', { displayName: 'LAUNCH' });
    expect([again.status, again.errorCode]).toEqual([409, 'ErrorFolderExists']);
    const inbox = await megan.delete('/me/mailFolders/inbox');
    expect([inbox.status, inbox.errorCode]).toEqual([403, 'ErrorDeleteDistinguishedFolder']);
    expect((await megan.post('/me/mailFolders', {})).status).toBe(400);
  });
});

describe('delta', () => {
  it('of a folder tells what came, changed and went', async () => {
    const first = await untilDeltaLink(megan, '/me/mailFolders/inbox/messages/delta?$select=subject,isRead');
    const total = (await megan.get('/me/mailFolders/inbox')).json['totalItemCount'];
    expect(first.value).toHaveLength(Number(total));
    expect((await megan.get(first.link)).value).toEqual([]);

    const [read, gone, moved] = first.value.map((each) => textIn(each, 'id'));
    await megan.patch(`/me/messages/${read ?? ''}`, { isRead: false });
    await megan.delete(`/me/messages/${gone ?? ''}`);
    await megan.post(`/me/messages/${moved ?? ''}/move`, { destinationId: 'archive' });
    await clientOf(graph, 'adele@contoso.example', 'Mail.Send').post('/me/sendMail', {
      message: { subject: 'New', toRecipients: [{ emailAddress: { address: 'megan@contoso.example' } }] },
    });
    const second = await untilDeltaLink(megan, first.link);
    expect(second.value).toMatchObject([
      { id: read, isRead: false, '@odata.type': '#microsoft.graph.message' },
      { id: gone, '@removed': { reason: 'deleted' } },
      { id: moved, '@removed': { reason: 'deleted' } },
      { subject: 'New', isRead: false },
    ]);
    expect((await megan.get(second.link)).value).toEqual([]);
  });

  it('of the folders tells of names, counts and ends', async () => {
    const { link, value } = await untilDeltaLink(megan, '/me/mailFolders/delta');
    expect(value).toHaveLength(7);
    const launch = await folder('Launch');
    await megan.post(`/me/mailFolders/${launch}/messages`, { subject: 'x' });
    const then = await untilDeltaLink(megan, link);
    expect(then.value).toMatchObject([{ id: launch, displayName: 'Launch', totalItemCount: 1 }]);
    await megan.delete(`/me/mailFolders/${launch}`);
    await megan.delete(`/me/mailFolders/${launch}`);
    expect((await untilDeltaLink(megan, then.link)).value).toMatchObject([
      { id: launch, '@removed': { reason: 'deleted' } },
    ]);
  });

  it('links are good for their caller only', async () => {
    const { link } = await untilDeltaLink(megan, '/me/mailFolders/inbox/messages/delta');
    const adele = clientOf(graph, 'adele@contoso.example', 'Mail.Read');
    expect((await adele.get(link)).status).toBe(400);
  });
});

describe('settings', () => {
  it('name categories, zone and working hours', async () => {
    const { value } = await megan.get('/me/outlook/masterCategories');
    expect(value.map(({ displayName }) => displayName)).toContain('Launch');
    expect((await megan.get('/me/mailboxSettings')).json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users('${graph.user('megan@contoso.example').id}')/mailboxSettings`,
      timeZone: 'UTC',
      workingHours: { startTime: '08:00:00.0000000' },
    });
    const denied = await clientOf(graph, 'megan@contoso.example', 'Mail.ReadWrite').get('/me/mailboxSettings');
    expect([denied.status, denied.errorCode]).toEqual([403, 'ErrorAccessDenied']);
  });
});
