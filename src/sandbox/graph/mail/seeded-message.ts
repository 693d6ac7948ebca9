import type { User } from '../../directory/types.js';
import { documentBytes, mediaType } from '../documents.js';
import { isoSeconds } from '../moment.js';
import { changeKey, outlookId } from '../outlook-id.js';
import type { Attachment } from './attachment.js';
import { escaped } from './body-text.js';
import type { Message, Recipient, StoredMessage } from './message.js';
import { webLink } from './message.js';
import type { SeededMessage, Thread } from './seeds.js';

/** A message on its way into one mailbox. */
export interface Delivery {
  readonly owner: User;
  readonly thread: Thread;
  readonly message: SeededMessage;
  /** Its place in the thread. */
  readonly index: number;
  readonly folderId: string;
  readonly moment: number;
  readonly isRead: boolean;
  /** Addresses without wildcards. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly nameOf: (address: string) => string;
}

/** A seeded message as the mailbox keeps it. */
export function seededMessage(delivery: Delivery): StoredMessage {
  const message = messageObject(delivery);
  return { message, conversation: delivery.thread.subject, attachments: attachmentObjects(delivery, message.id) };
}

function messageObject(delivery: Delivery): Message {
  const { owner, thread, message, index, folderId, moment, nameOf } = delivery;
  const recipient = (address: string): Recipient => ({ emailAddress: { name: nameOf(address), address } });
  const identity = [owner.id, 'message', thread.subject, index, folderId] as const;
  const time = isoSeconds(moment);
  const from = recipient(message.from);
  const content = message.body.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('');
  const id = outlookId(...identity);
  return {
    '@odata.etag': `W/"${changeKey(...identity)}"`,
    id,
    createdDateTime: time,
    lastModifiedDateTime: time,
    changeKey: changeKey(...identity),
    categories: thread.categories,
    receivedDateTime: time,
    sentDateTime: time,
    hasAttachments: message.attachments.length > 0,
    internetMessageId: `<${changeKey(thread.subject, index)}@${message.from.split('@')[1] ?? ''}>`,
    subject: index === 0 ? thread.subject : `Re: ${thread.subject}`,
    bodyPreview: message.body.join('\r\n').slice(0, 255),
    importance: message.importance,
    parentFolderId: folderId,
    conversationId: outlookId(owner.id, 'conversation', thread.subject),
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: false,
    isRead: delivery.isRead,
    isDraft: false,
    webLink: webLink(id),
    inferenceClassification: thread.messages.length > 1 ? 'focused' : 'other',
    body: { contentType: 'html', content: `<html><head></head><body>${content}</body></html>` },
    sender: from,
    from,
    toRecipients: delivery.to.map(recipient),
    ccRecipients: delivery.cc.map(recipient),
    bccRecipients: [],
    replyTo: [],
    flag: { flagStatus: 'notFlagged' },
  };
}

function attachmentObjects({ message, moment }: Delivery, messageId: string): readonly Attachment[] {
  return message.attachments.map((name) => {
    const bytes = documentBytes(`documents/${name}`);
    return {
      '@odata.type': '#microsoft.graph.fileAttachment',
      '@odata.mediaContentType': mediaType(name),
      id: outlookId(messageId, 'attachment', name),
      lastModifiedDateTime: isoSeconds(moment),
      name,
      contentType: mediaType(name),
      size: bytes.length,
      isInline: false,
      contentId: null,
      contentLocation: null,
      contentBytes: bytes.toString('base64'),
    };
  });
}
