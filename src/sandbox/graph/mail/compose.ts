import { randomUUID } from 'node:crypto';
import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import { changeKey, outlookId } from '../outlook-id.js';
import type { Attachment } from './attachment.js';
import { attachmentFrom } from './attachment.js';
import type { Mailbox } from './mailbox.js';
import type { Message, MessageChange, StoredMessage } from './message.js';
import { revised, webLink, withAttachments } from './message.js';
import type { MessageInput } from './message-input.js';
import { recipientsFrom } from './message-input.js';

type NameOf = (address: string) => string;

/** What only a draft may still change. */
const DRAFT_ONLY = [
  'subject',
  'body',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'from',
  'sender',
] as const;

/** A message nobody has sent, not yet in any mailbox; `conversation` is a new one where absent. */
export function newDraft(
  mailbox: Mailbox,
  input: MessageInput,
  nameOf: NameOf,
  now: number,
  conversation: string = randomUUID(),
): StoredMessage {
  const { owner } = mailbox;
  const id = outlookId(owner.id, 'message', randomUUID());
  const time = isoSeconds(now);
  const empty: Message = {
    '@odata.etag': '',
    id,
    createdDateTime: time,
    lastModifiedDateTime: time,
    changeKey: '',
    categories: [],
    receivedDateTime: time,
    sentDateTime: time,
    hasAttachments: false,
    internetMessageId: `<${changeKey(id)}@${owner.mail.split('@')[1] ?? ''}>`,
    subject: '',
    bodyPreview: '',
    importance: 'normal',
    parentFolderId: mailbox.wellKnown('drafts'),
    conversationId: outlookId(owner.id, 'conversation', conversation),
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: true,
    isDraft: true,
    webLink: webLink(id),
    inferenceClassification: 'focused',
    body: { contentType: 'text', content: '' },
    toRecipients: [],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    flag: { flagStatus: 'notFlagged' },
  };
  const blank = { message: empty, conversation, attachments: [] };
  const draft = revised(blank, changeFrom(input, nameOf), now);
  const attachments = (input.attachments ?? []).map((each) => attachmentFrom(each, now));
  return attachments.length === 0 ? draft : withAttachments(draft, attachments, now);
}

/** The change a client asks for. Throws 400 where it is one only a draft can have. */
export function changeOf(message: Message, input: MessageInput, nameOf: NameOf): MessageChange {
  const refused = message.isDraft ? undefined : DRAFT_ONLY.find((name) => input[name] !== undefined);
  if (refused !== undefined)
    throw new GraphError('propertyNotSettable', `Set action is invalid for property '${refused}' of a sent message.`);
  return changeFrom(input, nameOf);
}

/** A draft with what `input` says in place of its own, attachments added. */
export function overridden(draft: StoredMessage, input: MessageInput, nameOf: NameOf, now: number): StoredMessage {
  const changed = revised(draft, changeFrom(input, nameOf), now);
  const added: readonly Attachment[] = (input.attachments ?? []).map((each) => attachmentFrom(each, now));
  return added.length === 0 ? changed : withAttachments(changed, [...changed.attachments, ...added], now);
}

function changeFrom(input: MessageInput, nameOf: NameOf): MessageChange {
  const {
    subject,
    body,
    from,
    sender,
    toRecipients,
    ccRecipients,
    bccRecipients,
    replyTo,
    attachments: _,
    ...plain
  } = input;
  const [fromRecipient] = recipientsFrom(from ? [from] : [], nameOf);
  const [senderRecipient] = recipientsFrom(sender ? [sender] : [], nameOf);
  return {
    ...plain,
    ...(subject !== undefined && { subject: subject ?? '' }),
    ...(body && { body: { contentType: body.contentType ?? 'text', content: body.content ?? '' } }),
    ...(fromRecipient && { from: fromRecipient }),
    ...(senderRecipient && { sender: senderRecipient }),
    ...(toRecipients && { toRecipients: recipientsFrom(toRecipients, nameOf) }),
    ...(ccRecipients && { ccRecipients: recipientsFrom(ccRecipients, nameOf) }),
    ...(bccRecipients && { bccRecipients: recipientsFrom(bccRecipients, nameOf) }),
    ...(replyTo && { replyTo: recipientsFrom(replyTo, nameOf) }),
  };
}
