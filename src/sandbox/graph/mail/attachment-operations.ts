import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { oneOf, parametersOf, resourceOf } from '../outlook-body.js';
import { requireOutlookId } from '../outlook-id.js';
import type { Attachment } from './attachment.js';
import { ATTACHMENT_INPUT, attachmentFrom } from './attachment.js';
import { uploadUrl } from './attachment-upload.js';
import { mailboxOf, messageOf } from './message-operations.js';
import { ATTACHMENT_TYPE } from './message-type.js';
import { READ } from './reading.js';

const WRITE = ['Mail.ReadWrite'];
const BASE = { workload: 'outlook', personal: true } as const;
const GET = { ...BASE, method: 'GET', scopes: READ, roles: READ } as const;
const CHANGE = { ...BASE, scopes: WRITE, roles: WRITE } as const;
const PAGE = { standard: 10, max: 1000 };
/** What a client may attach at once, and what a session may bring, bytes. */
const MAX_AT_ONCE = 3 * 1024 * 1024;
const MAX_IN_SLICES = 150 * 1024 * 1024;

const SESSION = z.object({
  AttachmentItem: z.object({
    attachmentType: oneOf(['file']),
    name: z.string().min(1).max(255),
    size: z.number().int().min(1),
    contentType: z.string().max(255).nullish(),
    contentId: z.string().max(255).nullish(),
    isInline: z.boolean().nullish(),
  }),
});

/** Attachments of messages: read, attached at once or in slices, taken off. */
export const ATTACHMENT_OPERATIONS: readonly Operation[] = [
  ...owned({ ...GET, path: '/messages/{message}/attachments', answer: listed }),
  ...owned({ ...CHANGE, method: 'POST', path: '/messages/{message}/attachments', answer: attach }),
  ...owned({ ...GET, path: '/messages/{message}/attachments/{attachment}', answer: one }),
  ...owned({ ...CHANGE, method: 'DELETE', path: '/messages/{message}/attachments/{attachment}', answer: detach }),
  ...owned({ ...GET, path: '/messages/{message}/attachments/{attachment}/$value', answer: bytes }),
  ...owned({
    ...CHANGE,
    method: 'POST',
    path: '/messages/{message}/attachments/createUploadSession',
    scopes: [...WRITE, 'Calendars.ReadWrite'],
    answer: beginSession,
  }),
];

function contextOf(call: Call, owner: User): string {
  const { id } = messageOf(call, owner).message;
  return `users('${owner.id}')/messages('${encodeURIComponent(id)}')/attachments`;
}

function listed(call: Call, owner: User): Answer {
  const items = messageOf(call, owner).attachments;
  return {
    kind: 'collection',
    collection: { type: ATTACHMENT_TYPE, dialect: OUTLOOK, context: contextOf(call, owner), items, page: PAGE },
  };
}

function one(call: Call, owner: User): Answer {
  const item = attachmentOf(call, owner);
  return { kind: 'entity', entity: { type: ATTACHMENT_TYPE, context: contextOf(call, owner), item } };
}

/** The file as it was attached, under the type its sender gave it. */
function bytes(call: Call, owner: User): Answer {
  const { contentBytes, contentType } = attachmentOf(call, owner);
  return {
    kind: 'bytes',
    bytes: Buffer.from(contentBytes, 'base64'),
    headers: { 'content-type': /^[ -~]+$/.test(contentType) ? contentType : 'application/octet-stream' },
  };
}

function attach(call: Call, owner: User): Answer {
  const { message } = messageOf(call, owner);
  const item = attachmentFrom(resourceOf(call, ATTACHMENT_INPUT, ATTACHMENT_TYPE), call.cloud.clock.now());
  if (item.size > MAX_AT_ONCE) throw new GraphError('mailTooLarge');
  mailboxOf(call, owner).attach(message.id, item);
  const context = contextOf(call, owner);
  const location = `${call.origin}/v1.0/${context}('${encodeURIComponent(item.id)}')`;
  return { kind: 'created', entity: { type: ATTACHMENT_TYPE, context, item }, headers: { location } };
}

function detach(call: Call, owner: User): Answer {
  mailboxOf(call, owner).detach(messageOf(call, owner).message.id, attachmentOf(call, owner));
  return { kind: 'nothing' };
}

function beginSession(call: Call, owner: User): Answer {
  const { message } = messageOf(call, owner);
  const { AttachmentItem: item } = parametersOf(call, SESSION);
  if (item.size < MAX_AT_ONCE) throw new GraphError('attachmentTooSmall');
  if (item.size > MAX_IN_SLICES) throw new GraphError('mailTooLarge');
  const { session, secret } = call.world.mailboxes.sessions.begin({
    owner,
    messageId: message.id,
    file: item,
    size: item.size,
  });
  return {
    kind: 'value',
    status: 201,
    context: 'microsoft.graph.uploadSession',
    value: {
      uploadUrl: uploadUrl(call.origin, session, secret),
      expirationDateTime: new Date(session.expires).toISOString(),
      nextExpectedRanges: ['0-'],
    },
  };
}

function attachmentOf(call: Call, owner: User): Attachment {
  const id = parameter(call, 'attachment');
  requireOutlookId(id);
  const found = messageOf(call, owner).attachments.find((each) => each.id === id);
  if (found === undefined) throw new GraphError('mailItemNotFound');
  return found;
}
