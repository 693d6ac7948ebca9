import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Person } from './person.js';

const MESSAGES = '/me/messages';
const FOLDERS = '/me/mailFolders';
const addressed = (address: string) => ({ emailAddress: { address } });
const note = (subject: string) => ({
  subject,
  body: { contentType: 'text', content: 'See you on Monday.' },
  toRecipients: [addressed('adele@contoso.example')],
});
const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'notes.txt', contentBytes: 'bm90ZXM=' };
const large = { AttachmentItem: { attachmentType: 'file', name: 'large.bin', size: 4_000_000 } };

const newest = (me: Person) => me.first(`${MESSAGES}?$top=1`);
const received = (me: Person) => me.first(`${FOLDERS}/inbox/messages?$top=1`);
const draft = (me: Person) => me.made(MESSAGES, { json: note('A draft') });
const folder = (me: Person) => me.made(FOLDERS, { json: { displayName: `Folder ${folders++}` } });
let folders = 0;

async function attached(me: Person): Promise<readonly [string, string]> {
  const message = await draft(me);
  return [message, await me.made(`${MESSAGES}/${message}/attachments`, { json: file })];
}
const ofReceived =
  (json: unknown): Case =>
  async (me) => ({ at: [await received(me)], json });

/** Messages, attachments, folders and settings of a mailbox. */
export const MAIL_CASES: Cases = {
  'mail.messages.list': () => ({ query: '$top=3&$select=subject,from&$orderby=receivedDateTime%20desc' }),
  'mail.messages.create': () => ({ json: note('Written by the catalogue') }),
  'mail.messages.get': async (me) => ({ at: [await newest(me)] }),
  'mail.messages.update': async (me) => ({ at: [await newest(me)], json: { isRead: true } }),
  'mail.messages.delete': async (me) => ({ at: [await draft(me)] }),
  'mail.messages.content': async (me) => ({ at: [await newest(me)] }),
  'mail.messages.send': async (me) => ({ at: [await draft(me)] }),
  'mail.messages.reply': ofReceived({ comment: 'Thank you' }),
  'mail.messages.replyAll': ofReceived({ comment: 'Thank you all' }),
  'mail.messages.forward': ofReceived({ comment: 'Look', toRecipients: [addressed('alex@contoso.example')] }),
  'mail.messages.createReply': ofReceived({ comment: 'Thank you' }),
  'mail.messages.createReplyAll': ofReceived({ comment: 'Thank you all' }),
  'mail.messages.createForward': ofReceived({ toRecipients: [addressed('alex@contoso.example')] }),
  'mail.messages.move': async (me) => ({ at: [await draft(me)], json: { destinationId: 'archive' } }),
  'mail.messages.copy': async (me) => ({ at: [await newest(me)], json: { destinationId: 'archive' } }),
  'mail.attachments.list': async (me) => ({ at: [(await attached(me))[0]] }),
  'mail.attachments.create': async (me) => ({ at: [await draft(me)], json: file }),
  'mail.attachments.get': async (me) => ({ at: await attached(me) }),
  'mail.attachments.delete': async (me) => ({ at: await attached(me) }),
  'mail.attachments.content': async (me) => ({ at: await attached(me) }),
  'mail.attachments.upload': async (me) => ({ at: [await draft(me)], json: large }),
  'mail.send': () => ({ json: { message: note('Sent by the catalogue') } }),
  'mail.folders.list': plain,
  'mail.folders.create': () => ({ json: { displayName: 'Made by the catalogue' } }),
  'mail.folders.delta': plain,
  'mail.folders.get': () => ({ at: ['inbox'] }),
  'mail.folders.update': async (me) => ({ at: [await folder(me)], json: { displayName: 'Renamed' } }),
  'mail.folders.delete': async (me) => ({ at: [await folder(me)] }),
  'mail.folders.children.list': () => ({ at: ['inbox'] }),
  'mail.folders.children.create': async (me) => ({ at: [await folder(me)], json: { displayName: 'Within' } }),
  'mail.folders.messages.list': () => ({ at: ['sentitems'], query: '$top=2' }),
  'mail.folders.messages.delta': () => ({ at: ['inbox'] }),
  'mail.categories': plain,
  'mail.settings': plain,
};
