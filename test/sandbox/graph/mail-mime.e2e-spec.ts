import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn } from './graph-client.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const SCOPES = ['Mail.ReadWrite', 'Mail.Send'];
let graph: GraphFixture;
let megan: GraphClient;
let adele: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, 'megan@contoso.example', ...SCOPES);
  adele = clientOf(graph, 'adele@contoso.example', ...SCOPES);
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

const MIME = [
  'From: "Megan Bowen" <megan@contoso.example>',
  'To: "Vance, Adele" <adele@contoso.example>,',
  '\tnestor@contoso.example',
  'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_?= =?utf-8?B?YXVzIE3DvG5jaGVu?=',
  'Importance: High',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  'Not shown.',
  '--outer',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Plain',
  '--inner',
  'Content-Type: text/html; charset="iso-8859-1"',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>Sch=F6ne Gr=FC=',
  '=DFe</p>',
  '--inner--',
  '--outer',
  'Content-Type: text/csv; name="a.csv"',
  'Content-Disposition: attachment; filename="a.csv"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('a,b\n').toString('base64'),
  '--outer--',
  '',
].join('\r\n');
const asMime = (client: GraphClient, path: string, text: string): Promise<Answer> =>
  client.post(path, Buffer.from(text).toString('base64'), { 'content-type': 'text/plain' });

describe('MIME', () => {
  it('is sent as it is written', async () => {
    expect((await asMime(megan, '/me/sendMail', MIME)).status).toBe(202);
    const [arrived] = (await adele.get('/me/mailFolders/inbox/messages?$top=1&$expand=attachments')).value;
    expect(arrived).toMatchObject({
      subject: 'Grüße aus München',
      importance: 'high',
      body: { contentType: 'html', content: '<p>Schöne Grüße</p>' },
      toRecipients: [
        { emailAddress: { name: 'Vance, Adele', address: 'adele@contoso.example' } },
        { emailAddress: { name: 'Nestor Wilke', address: 'nestor@contoso.example' } },
      ],
      attachments: [{ name: 'a.csv', contentType: 'text/csv', size: 4 }],
    });
  });

  it('of a message makes the same message again', async () => {
    const original = await megan.post('/me/messages', {
      subject: 'Zahlen: „grün“ und einiges mehr, das in kein einzelnes Wort passt',
      body: { contentType: 'text', content: 'Zeile eins\r\nZeile zwei – fertig' },
      ccRecipients: [{ emailAddress: { address: 'lee@contoso.example', name: 'Lee Gu' } }],
      attachments: [
        {
          '@odata.type': '#microsoft.graph.fileAttachment',
          name: 'größen.bin',
          contentType: 'application/octet-stream',
          contentBytes: Buffer.from([0, 255, 13, 10, 10]).toString('base64'),
        },
      ],
    });
    const mime = await megan.get(`/me/messages/${textIn(original.json, 'id')}/$value`);
    const again = await asMime(megan, '/me/messages', mime.text);
    expect(again.status).toBe(201);
    for (const name of ['subject', 'body', 'ccRecipients', 'importance', 'hasAttachments'])
      expect(again.json[name]).toEqual(original.json[name]);
    const [file] = (await megan.get(`/me/messages/${textIn(again.json, 'id')}/attachments`)).value;
    expect(file).toMatchObject({
      name: 'größen.bin',
      contentBytes: Buffer.from([0, 255, 13, 10, 10]).toString('base64'),
    });
  });

  it.each([
    ['what is no base64', 'Subject: x\r\n\r\ny'],
    ['nothing', ''],
    ['what has no headers', Buffer.from('just a line\r\n\r\ntext').toString('base64')],
  ])('is refused as %s', async (_, body) => {
    const answer = await megan.post('/me/messages', body, { 'content-type': 'text/plain' });
    expect([answer.status, answer.errorCode]).toEqual([400, 'ErrorInvalidRequest']);
  });
});
