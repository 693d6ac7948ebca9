import type { Operation } from '../operation.js';
import { ENTITY, NOTHING, SEARCHABLE, area, bytes, json, mail, many, one } from './notation.js';
import { MAIL_READ, MAIL_READ_ALL, MAIL_SEND, MAIL_WRITE } from './scopes.js';

const { get, post, patch, remove } = area('Mail', true);
const MESSAGE = '/me/messages/{message-id}';
const ATTACHMENT = `${MESSAGE}/attachments/{attachment-id}`;
const text = { type: 'string' } as const;
const recipients = {
  type: 'array',
  items: {
    type: 'object',
    required: ['emailAddress'],
    properties: { emailAddress: { type: 'object', required: ['address'], properties: { address: text, name: text } } },
  },
} as const;
const message = { $ref: '#/components/schemas/Message' } as const;
const answer = mail({ type: 'object', properties: { comment: text, message } });
const forward = mail({ type: 'object', properties: { comment: text, toRecipients: recipients, message } });
const destination = json({
  type: 'object',
  required: ['destinationId'],
  properties: { destinationId: { ...text, description: 'A folder: its id, or a name such as `archive`' } },
});
const ACCEPTED = { answer: NOTHING, status: 202 } as const;
const DRAFT = { answer: one('Message'), status: 201 } as const;

/** Messages of the signed-in user's mailbox. */
export const MAIL: readonly Operation[] = [
  get('mail.messages.list', '/me/messages', 'Your messages, newest first', MAIL_READ, {
    query: SEARCHABLE,
    answer: many('Message'),
  }),
  post('mail.messages.create', '/me/messages', 'Write a draft', MAIL_WRITE, { body: mail('Message'), ...DRAFT }),
  get('mail.messages.get', MESSAGE, 'A message', ['Mail.Read', 'Mail.ReadBasic', 'Mail.ReadWrite'], {
    query: ENTITY,
    answer: one('Message'),
  }),
  patch('mail.messages.update', MESSAGE, 'Change a message', MAIL_WRITE, {
    body: json('Message'),
    answer: one('Message'),
  }),
  remove('mail.messages.delete', MESSAGE, 'Delete a message', MAIL_WRITE),
  get('mail.messages.content', `${MESSAGE}/$value`, 'A message as MIME', MAIL_READ_ALL, {
    answer: bytes('text/plain'),
  }),
  post('mail.messages.send', `${MESSAGE}/send`, 'Send a draft', MAIL_SEND, ACCEPTED),
  post('mail.messages.reply', `${MESSAGE}/reply`, 'Reply to the sender', MAIL_SEND, { body: answer, ...ACCEPTED }),
  post('mail.messages.replyAll', `${MESSAGE}/replyAll`, 'Reply to all', MAIL_SEND, { body: answer, ...ACCEPTED }),
  post('mail.messages.forward', `${MESSAGE}/forward`, 'Forward a message', MAIL_SEND, { body: forward, ...ACCEPTED }),
  post('mail.messages.createReply', `${MESSAGE}/createReply`, 'Write a draft of a reply', MAIL_WRITE, {
    body: answer,
    ...DRAFT,
  }),
  post('mail.messages.createReplyAll', `${MESSAGE}/createReplyAll`, 'Write a draft of a reply to all', MAIL_WRITE, {
    body: answer,
    ...DRAFT,
  }),
  post('mail.messages.createForward', `${MESSAGE}/createForward`, 'Write a draft of a forward', MAIL_WRITE, {
    body: forward,
    ...DRAFT,
  }),
  post('mail.messages.move', `${MESSAGE}/move`, 'Move a message to a folder', MAIL_WRITE, {
    body: destination,
    ...DRAFT,
  }),
  post('mail.messages.copy', `${MESSAGE}/copy`, 'Copy a message to a folder', MAIL_WRITE, {
    body: destination,
    ...DRAFT,
  }),
  get('mail.attachments.list', `${MESSAGE}/attachments`, 'Attachments of a message', MAIL_READ_ALL, {
    query: ['select', 'filter', 'expand'],
    answer: many('Attachment'),
  }),
  post('mail.attachments.create', `${MESSAGE}/attachments`, 'Attach something of less than 3 MB', MAIL_WRITE, {
    body: json('Attachment'),
    answer: one('Attachment'),
    status: 201,
  }),
  get('mail.attachments.get', ATTACHMENT, 'An attachment', MAIL_READ_ALL, { query: ENTITY, answer: one('Attachment') }),
  remove('mail.attachments.delete', ATTACHMENT, 'Remove an attachment', MAIL_WRITE),
  get('mail.attachments.content', `${ATTACHMENT}/$value`, 'The bytes of an attachment', MAIL_READ_ALL, {
    answer: bytes('application/octet-stream'),
  }),
  post(
    'mail.attachments.upload',
    `${MESSAGE}/attachments/createUploadSession`,
    'Begin to upload a large attachment',
    MAIL_WRITE,
    {
      body: json({
        type: 'object',
        required: ['AttachmentItem'],
        properties: {
          AttachmentItem: {
            type: 'object',
            required: ['attachmentType', 'name', 'size'],
            properties: { attachmentType: { ...text, enum: ['file'] }, name: text, size: { type: 'integer' } },
          },
        },
      }),
      answer: one('UploadSession'),
      status: 201,
    },
  ),
  post('mail.send', '/me/sendMail', 'Send a message', MAIL_SEND, {
    body: mail({
      type: 'object',
      required: ['message'],
      properties: { message, saveToSentItems: { type: 'boolean', default: true } },
    }),
    ...ACCEPTED,
  }),
];
