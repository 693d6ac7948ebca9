import { randomUUID } from 'node:crypto';
import type { User } from '../../directory/types.js';
import { isoSeconds } from '../moment.js';
import { changeKey, outlookId } from '../outlook-id.js';
import type { Attachment } from './attachment.js';
import { previewOf } from './body-text.js';

export type Recipient = { readonly emailAddress: { readonly name: string; readonly address: string } };
export type Body = { readonly contentType: 'text' | 'html'; readonly content: string };
export type Importance = 'low' | 'normal' | 'high';

/** microsoft.graph.message as it goes out. */
export type Message = {
  readonly '@odata.etag': string;
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly changeKey: string;
  readonly categories: readonly string[];
  readonly receivedDateTime: string;
  readonly sentDateTime: string;
  readonly hasAttachments: boolean;
  readonly internetMessageId: string;
  readonly subject: string;
  readonly bodyPreview: string;
  readonly importance: Importance;
  readonly parentFolderId: string;
  readonly conversationId: string;
  readonly isDeliveryReceiptRequested: boolean | null;
  readonly isReadReceiptRequested: boolean;
  readonly isRead: boolean;
  readonly isDraft: boolean;
  readonly webLink: string;
  readonly inferenceClassification: 'focused' | 'other';
  readonly body: Body;
  /** Absent from a draft nobody has sent. */
  readonly sender?: Recipient;
  readonly from?: Recipient;
  readonly toRecipients: readonly Recipient[];
  readonly ccRecipients: readonly Recipient[];
  readonly bccRecipients: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly flag: { readonly flagStatus: string };
};

/** A message as a mailbox keeps it. */
export interface StoredMessage {
  readonly message: Message;
  /** What its conversation is called in every mailbox; its id there is made of it. */
  readonly conversation: string;
  readonly attachments: readonly Attachment[];
}

/** What may differ between a message and the next version of it. */
export type MessageChange = Partial<Omit<Message, '@odata.etag' | 'id' | 'changeKey' | 'bodyPreview' | 'webLink'>>;

/** The address a message is opened at in a browser. */
export function webLink(id: string): string {
  return `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ReadMessageItem`;
}

/** The next version of a message: a change key of its own, the preview of its body. */
export function revised(stored: StoredMessage, change: MessageChange, now: number): StoredMessage {
  const key = changeKey(stored.message.id, randomUUID());
  const message = { ...stored.message, ...change };
  return {
    ...stored,
    message: {
      ...message,
      '@odata.etag': `W/"${key}"`,
      changeKey: key,
      lastModifiedDateTime: isoSeconds(now),
      bodyPreview: previewOf(message.body),
    },
  };
}

/** The same message under an id of its own, as it is after a move or in another mailbox. */
export function underNewId(stored: StoredMessage, owner: User, change: MessageChange, now: number): StoredMessage {
  const id = outlookId(owner.id, 'message', randomUUID());
  const renamed = {
    ...stored.message,
    id,
    webLink: webLink(id),
    conversationId: outlookId(owner.id, 'conversation', stored.conversation),
  };
  return revised({ ...stored, message: renamed }, change, now);
}

/** A message with other attachments than before. */
export function withAttachments(stored: StoredMessage, attachments: readonly Attachment[], now: number): StoredMessage {
  const hasAttachments = attachments.some(({ isInline }) => !isInline);
  return revised({ ...stored, attachments }, { hasAttachments }, now);
}
