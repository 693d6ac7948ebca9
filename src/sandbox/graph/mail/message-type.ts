import type { EntityType } from '../odata/schema.js';
import { binary, bool, collection, complex, dateTime, number, text } from '../odata/schema.js';

const recipient = complex({ emailAddress: complex({ name: text, address: text }) });
// Exchange does not look into recipients (ErrorInvalidUrlQueryFilter); $search does.
const recipients = collection(recipient, { lambda: false });

export const ATTACHMENT_TYPE: EntityType = {
  name: 'microsoft.graph.attachment',
  always: ['id'],
  members: {
    id: text,
    name: text,
    contentType: text,
    size: number,
    isInline: bool,
    lastModifiedDateTime: dateTime,
    contentId: text,
    contentLocation: text,
    contentBytes: binary,
  },
};

/** microsoft.graph.message without its relations. */
export const MESSAGE_TYPE: EntityType = {
  name: 'microsoft.graph.message',
  always: ['id'],
  search: {
    words: ['subject', 'body/content', 'from'],
    named: {
      subject: 'subject',
      body: 'body/content',
      from: 'from',
      to: 'toRecipients',
      cc: 'ccRecipients',
      participants: 'toRecipients',
      importance: 'importance',
      category: 'categories',
    },
  },
  members: {
    id: text,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    changeKey: text,
    categories: collection(text),
    receivedDateTime: dateTime,
    sentDateTime: dateTime,
    hasAttachments: bool,
    internetMessageId: text,
    subject: text,
    bodyPreview: text,
    importance: text,
    parentFolderId: text,
    conversationId: text,
    isDeliveryReceiptRequested: bool,
    isReadReceiptRequested: bool,
    isRead: bool,
    isDraft: bool,
    webLink: text,
    inferenceClassification: text,
    body: complex({ contentType: text, content: text }),
    sender: recipient,
    from: recipient,
    toRecipients: recipients,
    ccRecipients: recipients,
    bccRecipients: recipients,
    replyTo: recipients,
    flag: complex({ flagStatus: text }),
  },
};

export const FOLDER_TYPE: EntityType = {
  name: 'microsoft.graph.mailFolder',
  always: ['id'],
  members: {
    id: text,
    displayName: text,
    parentFolderId: text,
    childFolderCount: number,
    unreadItemCount: number,
    totalItemCount: number,
    sizeInBytes: number,
    isHidden: bool,
  },
};
