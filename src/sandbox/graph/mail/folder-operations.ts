import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { resourceOf } from '../outlook-body.js';
import type { Folder } from './folders.js';
import { folderObject } from './folders.js';
import { foldersOf } from './mailbox.js';
import { folderObjects } from './mailboxes.js';
import { mailboxOf } from './message-operations.js';
import { FOLDER_TYPE } from './message-type.js';
import { READ } from './reading.js';

const BASE = { workload: 'outlook', personal: true } as const;
const GET = { ...BASE, method: 'GET', scopes: ['Mail.ReadBasic', ...READ], roles: READ } as const;
const CHANGE = { ...BASE, scopes: ['Mail.ReadWrite'], roles: ['Mail.ReadWrite'] } as const;
const PAGE = { standard: 10, max: 1000 };
const ONE = '/mailFolders/{folder}';
const FOLDER_INPUT = z.object({ displayName: z.string().min(1).max(255), isHidden: z.boolean().optional() });

/** Mail folders: listed, made, renamed, deleted, followed. */
export const FOLDER_OPERATIONS: readonly Operation[] = [
  ...owned({ ...GET, path: '/mailFolders', answer: (call, owner) => children(call, owner, 'msgfolderroot') }),
  ...owned({
    ...CHANGE,
    method: 'POST',
    path: '/mailFolders',
    answer: (call, owner) => make(call, owner, 'msgfolderroot'),
  }),
  ...owned({ ...GET, path: '/mailFolders/delta()', answer: changes }),
  ...owned({ ...GET, path: ONE, answer: (call, owner) => answered(call, owner, folderOf(call, owner)) }),
  ...owned({ ...CHANGE, method: 'PATCH', path: ONE, answer: rename }),
  ...owned({ ...CHANGE, method: 'DELETE', path: ONE, answer: remove }),
  ...owned({
    ...GET,
    path: `${ONE}/childFolders`,
    answer: (call, owner) => children(call, owner, parameter(call, 'folder')),
  }),
  ...owned({
    ...CHANGE,
    method: 'POST',
    path: `${ONE}/childFolders`,
    answer: (call, owner) => make(call, owner, parameter(call, 'folder')),
  }),
];

function folderOf(call: Call, owner: User): Folder {
  return mailboxOf(call, owner).folder(parameter(call, 'folder'));
}

function objectOf(call: Call, owner: User, folder: Folder): GraphObject {
  const mailbox = mailboxOf(call, owner);
  return folderObject(folder, mailbox.within(folder.id), mailbox.childrenOf(folder.id).length);
}

function answered(call: Call, owner: User, folder: Folder): Answer {
  const { folderType: type } = call.world.mailboxes;
  return {
    kind: 'entity',
    entity: { type, context: `users('${owner.id}')/mailFolders`, item: objectOf(call, owner, folder) },
  };
}

function children(call: Call, owner: User, parent: string): Answer {
  const mailbox = mailboxOf(call, owner);
  const hidden = call.query.parameters['includehiddenfolders']?.toLowerCase() === 'true';
  const below = parent === 'msgfolderroot' ? '' : `('${encodeURIComponent(parent)}')/childFolders`;
  return {
    kind: 'collection',
    collection: {
      type: call.world.mailboxes.folderType,
      dialect: OUTLOOK,
      context: `users('${owner.id}')/mailFolders${below}`,
      items: folderObjects(mailbox, mailbox.folder(parent).id).filter(({ isHidden }) => hidden || isHidden === false),
      page: PAGE,
    },
  };
}

function make(call: Call, owner: User, parent: string): Answer {
  const mailbox = mailboxOf(call, owner);
  const { displayName, isHidden = false } = resourceOf(call, FOLDER_INPUT, FOLDER_TYPE);
  const made = mailbox.addFolder(mailbox.folder(parent), displayName, isHidden);
  const location = `${call.origin}/v1.0/users('${owner.id}')/mailFolders('${encodeURIComponent(made.id)}')`;
  const entity = {
    type: call.world.mailboxes.folderType,
    context: `users('${owner.id}')/mailFolders`,
    item: objectOf(call, owner, made),
  };
  return { kind: 'created', entity, headers: { location } };
}

function rename(call: Call, owner: User): Answer {
  const folder = folderOf(call, owner);
  const { displayName = folder.displayName } = resourceOf(call, FOLDER_INPUT.partial(), FOLDER_TYPE);
  return answered(call, owner, mailboxOf(call, owner).renameFolder(folder, displayName));
}

function remove(call: Call, owner: User): Answer {
  mailboxOf(call, owner).deleteFolder(folderOf(call, owner));
  return { kind: 'nothing' };
}

function changes(call: Call, owner: User): Answer {
  const type = { '@odata.type': '#microsoft.graph.mailFolder' };
  return {
    kind: 'delta',
    collection: {
      type: FOLDER_TYPE,
      dialect: OUTLOOK,
      context: 'Collection(mailFolder)',
      items: mailboxOf(call, owner).allFolders.map((folder) => ({ ...type, ...objectOf(call, owner, folder) })),
      page: PAGE,
      name: foldersOf(owner),
      removed: (id) => ({ ...type, id, '@removed': { reason: 'deleted' } }),
    },
  };
}
