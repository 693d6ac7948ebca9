import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn } from './graph-client.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const SCOPES = ['Mail.ReadWrite', 'Mail.Send'];
let graph: GraphFixture;
let megan: GraphClient;
let adele: GraphClient;
let isaiah: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, 'megan@contoso.example', ...SCOPES);
  adele = clientOf(graph, 'adele@contoso.example', ...SCOPES);
  isaiah = clientOf(graph, 'isaiah@fabrikam.example', ...SCOPES);
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

const to = (...addresses: string[]): unknown => addresses.map((address) => ({ emailAddress: { address } }));
const HELLO = { subject: 'Hello', body: { contentType: 'Text', content: 'How are\nyou?' }, importance: 'low' };

async function newest(client: GraphClient, folder: string): Promise<Record<string, unknown>> {
  const [first] = (await client.get(`/me/mailFolders/${folder}/messages?$top=1`)).value;
  return { ...first };
}

describe('sending', () => {
  it('sendMail puts the message into Sent Items and into each Inbox, blind copies unseen', async () => {
    const sent = await megan.post('/me/sendMail', {
      message: {
        ...HELLO,
        toRecipients: to('adele@contoso.example', 'somebody@elsewhere.example'),
        bccRecipients: to('ISAIAH@fabrikam.example'),
      },
    });
    expect([sent.status, sent.text]).toEqual([202, '']);
    const kept = await newest(megan, 'sentitems');
    expect(kept).toMatchObject({
      subject: 'Hello',
      isDraft: false,
      isRead: true,
      from: { emailAddress: { name: 'Megan Bowen' } },
      bccRecipients: [{ emailAddress: { name: 'Isaiah Langer' } }],
    });
    for (const client of [adele, isaiah]) {
      const arrived = await newest(client, 'inbox');
      expect(arrived).toMatchObject({
        subject: 'Hello',
        isRead: false,
        isDraft: false,
        importance: 'low',
        bodyPreview: 'How are\nyou?',
        bccRecipients: [],
        internetMessageId: kept['internetMessageId'],
      });
      expect(arrived['id']).not.toBe(kept['id']);
    }
  });

  it('sendMail keeps no copy where none is wanted', async () => {
    const before = (await megan.get('/me/mailFolders/sentitems')).json['totalItemCount'];
    await megan.post('/me/sendMail', {
      Message: { ...HELLO, toRecipients: to('adele@contoso.example') },
      SaveToSentItems: false,
    });
    expect((await newest(adele, 'inbox'))['subject']).toBe('Hello');
    expect((await megan.get('/me/mailFolders/sentitems')).json['totalItemCount']).toBe(before);
  });

  it('carries attachments to the recipient', async () => {
    const file = {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: 'plan.txt',
      contentType: 'text/plain',
      contentBytes: Buffer.from('first A, then B').toString('base64'),
    };
    await megan.post('/me/sendMail', {
      message: { ...HELLO, toRecipients: to('adele@contoso.example'), attachments: [file] },
    });
    const arrived = await newest(adele, 'inbox');
    expect(arrived['hasAttachments']).toBe(true);
    const address = `/me/messages/${textIn(arrived, 'id')}/attachments`;
    const [attached] = (await adele.get(address)).value;
    expect((await adele.get(`${address}/${textIn(attached, 'id')}/$value`)).text).toBe('first A, then B');
  });

  it('a draft leaves Drafts when it is sent', async () => {
    const draft = await megan.post('/me/messages', { ...HELLO, toRecipients: to('adele@contoso.example') });
    const id = textIn(draft.json, 'id');
    expect((await megan.post(`/me/messages/${id}/send`)).status).toBe(202);
    expect((await megan.get('/me/mailFolders/drafts/messages')).value).toEqual([]);
    expect((await megan.get(`/me/messages/${id}`)).status).toBe(404);
    expect((await newest(megan, 'sentitems'))['subject']).toBe('Hello');
    const arrived = textIn(await newest(adele, 'inbox'), 'id');
    expect((await adele.post(`/me/messages/${arrived}/send`)).errorCode).toBe('ErrorInvalidRequest');
  });

  it.each([
    ['nobody', {}, 400, 'ErrorInvalidRecipients'],
    ['an address that is none', { toRecipients: to('adele') }, 400, 'ErrorInvalidRecipients'],
    [
      "somebody else's name",
      { toRecipients: to('adele@contoso.example'), from: { emailAddress: { address: 'lee@contoso.example' } } },
      403,
      'ErrorSendAsDenied',
    ],
    ['a property messages do not have', { toRecipients: [], receiver: 'adele' }, 400, 'RequestBodyRead'],
  ])('is refused to %s', async (_, message, status, code) => {
    const before = await newest(adele, 'inbox');
    const answer = await megan.post('/me/sendMail', { message });
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
    expect(await newest(adele, 'inbox')).toEqual(before);
  });

  it('is refused without a message and without the scope', async () => {
    expect((await megan.post('/me/sendMail', {})).status).toBe(400);
    const reader = clientOf(graph, 'megan@contoso.example', 'Mail.ReadWrite');
    const answer = await reader.post('/me/sendMail', { message: { toRecipients: to('adele@contoso.example') } });
    expect([answer.status, answer.errorCode]).toEqual([403, 'ErrorAccessDenied']);
  });
});

describe('answering', () => {
  async function question(): Promise<string> {
    await megan.post('/me/sendMail', {
      message: {
        ...HELLO,
        toRecipients: to('adele@contoso.example', 'nestor@contoso.example'),
        ccRecipients: to('carla@contoso.example'),
      },
    });
    return textIn(await newest(adele, 'inbox'), 'id');
  }

  it('reply goes to the sender, in the same conversation, with the original quoted', async () => {
    const id = await question();
    expect((await adele.post(`/me/messages/${id}/reply`, { comment: 'Fine, <thanks>!' })).status).toBe(202);
    const back = await newest(megan, 'inbox');
    expect(back).toMatchObject({
      subject: 'RE: Hello',
      conversationId: (await newest(megan, 'sentitems'))['conversationId'],
      toRecipients: [{ emailAddress: { address: 'megan@contoso.example' } }],
      ccRecipients: [],
    });
    expect(JSON.stringify(back['body'])).toContain('<div>Fine, &lt;thanks&gt;!</div><hr>');
    expect(JSON.stringify(back['body'])).toContain('How are<br>you?');
  });

  it('replyAll goes to everybody else once', async () => {
    const id = await question();
    await adele.post(`/me/messages/${id}/replyAll`, { comment: 'All well' });
    const nestor = clientOf(graph, 'nestor@contoso.example', ...SCOPES);
    const addresses = (list: unknown): string[] => JSON.stringify(list).match(/\w+(?=@)/g) ?? [];
    const arrived = await newest(nestor, 'inbox');
    expect(arrived['subject']).toBe('RE: Hello');
    expect(addresses(arrived['toRecipients'])).toEqual(['megan', 'nestor']);
    expect(addresses(arrived['ccRecipients'])).toEqual(['carla']);
  });

  it('forward takes the attachments along', async () => {
    const [found] = (await megan.get("/me/messages?$filter=startswith(subject,'Photos of the shoot')")).value;
    const id = textIn(found, 'id');
    const forwarded = await megan.post(`/me/messages/${id}/forward`, {
      comment: 'Look',
      toRecipients: to('isaiah@fabrikam.example'),
    });
    expect(forwarded.status).toBe(202);
    expect(await newest(isaiah, 'inbox')).toMatchObject({ subject: 'FW: Photos of the shoot', hasAttachments: true });
    const nowhere = await megan.post(`/me/messages/${id}/forward`, { comment: 'Look' });
    expect([nowhere.status, nowhere.errorCode]).toEqual([400, 'ErrorInvalidRecipients']);
  });

  it.each([
    ['createReply', 'RE: Hello', ['megan']],
    ['createReplyAll', 'RE: Hello', ['megan', 'nestor']],
    ['createForward', 'FW: Hello', []],
  ])('%s makes a draft that nobody gets yet', async (action, subject, receivers) => {
    const id = await question();
    const made = await adele.post(`/me/messages/${id}/${action}`, {
      message: { body: { contentType: 'text', content: 'Instead of the quote' } },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ subject, isDraft: true, body: { content: 'Instead of the quote' } });
    expect(JSON.stringify(made.json['toRecipients']).match(/\w+(?=@)/g) ?? []).toEqual(receivers);
    expect((await adele.get('/me/mailFolders/drafts/messages')).value).toHaveLength(1);
    expect((await newest(megan, 'inbox'))['subject']).not.toBe(subject);
  });

  it('is refused with two texts, and without the scope of the way it goes', async () => {
    const id = await question();
    const both = await adele.post(`/me/messages/${id}/reply`, { comment: 'a', message: { body: { content: 'b' } } });
    expect([both.status, both.errorCode]).toEqual([400, 'ErrorInvalidRequest']);
    const writer = clientOf(graph, 'adele@contoso.example', 'Mail.ReadWrite');
    expect((await writer.post(`/me/messages/${id}/reply`, { comment: 'a' })).status).toBe(403);
    const sender = clientOf(graph, 'adele@contoso.example', 'Mail.Send');
    expect((await sender.post(`/me/messages/${id}/createReply`, {})).status).toBe(403);
  });
});
