import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { parametersOf, resourceOf } from '../outlook-body.js';
import { requireMatch } from '../preconditions.js';
import { changeOf, newDraft } from './compose.js';
import { messagesOf } from './mailbox.js';
import type { Mailbox } from './mailbox.js';
import type { Message, StoredMessage } from './message.js';
import { MESSAGE_INPUT } from './message-input.js';
import { MESSAGE_TYPE } from './message-type.js';
import { mimeOf } from './mime.js';
import { messageFromMime } from './read-mime.js';
import { preferenceApplied, READ, readable, readableType } from './reading.js';

const WRITE = ['Mail.ReadWrite'];
const BASE = { workload: 'outlook', personal: true } as const;
const GET = { ...BASE, method: 'GET', scopes: ['Mail.ReadBasic', ...READ], roles: READ } as const;
const CHANGE = { ...BASE, scopes: WRITE, roles: WRITE } as const;
const PAGE = { standard: 10, max: 1000 };
const ONE = ['/messages/{message}', '/mailFolders/{folder}/messages/{message}'];
const DESTINATION = z.object({ destinationId: z.string() });

/** Messages: read, written, moved, deleted, followed. */
export const MESSAGE_OPERATIONS: readonly Operation[] = [
  ...owned({
    ...GET,
    path: '/messages',
    answer: (call, owner) => listed(call, owner, mailboxOf(call, owner).messages, 'messages'),
  }),
  ...owned({ ...CHANGE, method: 'POST', path: '/messages', answer: draft }),
  ...owned({ ...GET, path: '/mailFolders/{folder}/messages', answer: inFolder }),
  ...owned({ ...CHANGE, method: 'POST', path: '/mailFolders/{folder}/messages', answer: draft }),
  ...owned({ ...GET, path: '/mailFolders/{folder}/messages/delta()', answer: changes }),
  ...ONE.flatMap((path) => [
    ...owned({ ...GET, path, answer: (call, owner) => answered(call, owner, messageOf(call, owner).message) }),
    ...owned({ ...CHANGE, method: 'PATCH', path, answer: update }),
    ...owned({ ...CHANGE, method: 'DELETE', path, answer: remove }),
    ...owned({ ...CHANGE, method: 'POST', path: `${path}/move`, answer: (call, owner) => moved(call, owner, 'move') }),
    ...owned({ ...CHANGE, method: 'POST', path: `${path}/copy`, answer: (call, owner) => moved(call, owner, 'copy') }),
    ...owned({ ...GET, path: `${path}/$value`, scopes: READ, answer: mime }),
  ]),
];

/** The caller's mailbox, or the one below `/users/{user}`. */
export function mailboxOf({ world }: Call, owner: User): Mailbox {
  return world.mailboxes.of(owner);
}

/** The message a path means. Throws 400 and 404. */
export function messageOf(call: Call, owner: User): StoredMessage {
  return mailboxOf(call, owner).message(parameter(call, 'message'));
}

/** 201 with a message that was made, and where it is. */
export function createdMessage(call: Call, owner: User, message: Message): Answer {
  const location = `${call.origin}/v1.0/users('${owner.id}')/messages('${encodeURIComponent(message.id)}')`;
  return { kind: 'created', entity: entityOf(call, owner, message), headers: { ...preferenceApplied(call), location } };
}

function answered(call: Call, owner: User, message: Message): Answer {
  return { kind: 'entity', entity: entityOf(call, owner, message), headers: preferenceApplied(call) };
}

function entityOf(call: Call, owner: User, message: Message): Extract<Answer, { kind: 'entity' }>['entity'] {
  return { type: readableType(call), context: `users('${owner.id}')/messages`, item: readable(call, message) };
}

function listed(call: Call, owner: User, messages: readonly Message[], below: string): Answer {
  return {
    kind: 'collection',
    collection: {
      type: readableType(call),
      dialect: OUTLOOK,
      context: `users('${owner.id}')/${below}`,
      items: messages.map((message) => readable(call, message)),
      page: PAGE,
    },
    headers: preferenceApplied(call),
  };
}

function inFolder(call: Call, owner: User): Answer {
  const written = parameter(call, 'folder');
  const mailbox = mailboxOf(call, owner);
  const folder = mailbox.folder(written);
  return listed(call, owner, mailbox.within(folder.id), `mailFolders('${encodeURIComponent(written)}')/messages`);
}

function changes(call: Call, owner: User): Answer {
  const mailbox = mailboxOf(call, owner);
  const folder = mailbox.folder(parameter(call, 'folder'));
  return {
    kind: 'delta',
    collection: {
      type: readableType(call),
      dialect: OUTLOOK,
      context: 'Collection(message)',
      items: mailbox
        .within(folder.id)
        .map((message) => ({ '@odata.type': '#microsoft.graph.message', ...readable(call, message) })),
      page: PAGE,
      name: messagesOf(owner, folder.id),
      removed: (id) => ({ '@odata.type': '#microsoft.graph.message', id, '@removed': { reason: 'deleted' } }),
    },
    headers: preferenceApplied(call),
  };
}

/** Whether the message comes as MIME in base64 rather than as JSON. */
export function isMime({ header }: Call): boolean {
  return /^text\/plain\b/i.test(header('content-type') ?? '');
}

/** A draft, below a folder in that one. */
function draft(call: Call, owner: User): Answer {
  const mailbox = mailboxOf(call, owner);
  const { folder = 'drafts' } = call.parameters;
  const parentFolderId = mailbox.folder(folder).id;
  const input = isMime(call)
    ? messageFromMime(call.body)
    : resourceOf(call, MESSAGE_INPUT, MESSAGE_TYPE, ['attachments', 'internetMessageHeaders']);
  const made = newDraft(mailbox, input, (address) => call.world.mailboxes.nameOf(address), call.cloud.clock.now());
  return createdMessage(call, owner, mailbox.add({ ...made, message: { ...made.message, parentFolderId } }).message);
}

function update(call: Call, owner: User): Answer {
  const { message } = messageOf(call, owner);
  requireMatch(call, message['@odata.etag'], 'mailChangedSince');
  const input = resourceOf(call, MESSAGE_INPUT.omit({ attachments: true }), MESSAGE_TYPE);
  const change = changeOf(message, input, (address) => call.world.mailboxes.nameOf(address));
  return answered(call, owner, mailboxOf(call, owner).revise(message.id, change).message);
}

function remove(call: Call, owner: User): Answer {
  const { message } = messageOf(call, owner);
  requireMatch(call, message['@odata.etag'], 'mailChangedSince');
  mailboxOf(call, owner).delete(message.id);
  return { kind: 'nothing' };
}

function moved(call: Call, owner: User, how: 'move' | 'copy'): Answer {
  const mailbox = mailboxOf(call, owner);
  const { message } = messageOf(call, owner);
  const folder = mailbox.folder(parametersOf(call, DESTINATION).destinationId);
  return createdMessage(call, owner, mailbox[how](message.id, folder).message);
}

function mime(call: Call, owner: User): Answer {
  return { kind: 'bytes', bytes: mimeOf(messageOf(call, owner)), headers: { 'content-type': 'text/plain' } };
}
