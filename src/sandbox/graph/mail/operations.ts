import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { requireOutlookId } from '../outlook-id.js';
import { FOLDERS, folderId } from './mailboxes.js';
import { ATTACHMENT_TYPE, FOLDER_TYPE } from './message-type.js';

const READ = ['Mail.Read', 'Mail.ReadWrite'];
const READ_BASIC = ['Mail.ReadBasic', ...READ];
const COMMON = { method: 'GET', workload: 'outlook', personal: true, scopes: READ_BASIC, roles: READ } as const;
const PAGE = { standard: 10, max: 1000 };

/** Messages, their attachments and folders. */
export const MAIL_OPERATIONS: readonly Operation[] = [
  ...owned({
    ...COMMON,
    path: '/messages',
    answer: (call, owner) => messages(call, owner, mailbox(call, owner), 'messages'),
  }),
  ...owned({ ...COMMON, path: '/messages/{message}', answer: message }),
  ...owned({ ...COMMON, path: '/messages/{message}/attachments', scopes: READ, answer: attachments }),
  ...owned({ ...COMMON, path: '/messages/{message}/attachments/{attachment}', scopes: READ, answer: attachment }),
  ...owned({ ...COMMON, path: '/mailFolders', answer: folders }),
  ...owned({ ...COMMON, path: '/mailFolders/{folder}', answer: folder }),
  ...owned({ ...COMMON, path: '/mailFolders/{folder}/messages', answer: folderMessages }),
  ...owned({ ...COMMON, path: '/mailFolders/{folder}/messages/{message}', answer: message }),
];

function messages(call: Call, owner: User, items: readonly GraphObject[], below: string): Answer {
  return {
    kind: 'collection',
    collection: {
      type: call.world.mailboxes.type,
      dialect: OUTLOOK,
      context: `users('${owner.id}')/${below}`,
      items: items.map((item) => readable(call, item)),
      page: PAGE,
    },
    headers: preferenceApplied(call),
  };
}

function message(call: Call, owner: User): Answer {
  return {
    kind: 'entity',
    entity: {
      type: call.world.mailboxes.type,
      context: `users('${owner.id}')/messages`,
      item: readable(call, messageOf(call, owner)),
    },
    headers: preferenceApplied(call),
  };
}

function messageOf(call: Call, owner: User): GraphObject {
  return byId(mailbox(call, owner), parameter(call, 'message'));
}

function attachments(call: Call, owner: User): Answer {
  const { id } = messageOf(call, owner);
  return {
    kind: 'collection',
    collection: {
      type: ATTACHMENT_TYPE,
      dialect: OUTLOOK,
      context: `users('${owner.id}')/messages('${encodeURIComponent(String(id))}')/attachments`,
      items: call.world.mailboxes.of(owner).attachments.get(String(id)) ?? [],
      page: PAGE,
    },
  };
}

function attachment(call: Call, owner: User): Answer {
  const { id } = messageOf(call, owner);
  const all = call.world.mailboxes.of(owner).attachments.get(String(id)) ?? [];
  return {
    kind: 'entity',
    entity: {
      type: ATTACHMENT_TYPE,
      context: `users('${owner.id}')/messages('${encodeURIComponent(String(id))}')/attachments`,
      item: byId(all, parameter(call, 'attachment')),
    },
  };
}

function folders(call: Call, owner: User): Answer {
  return {
    kind: 'collection',
    collection: {
      type: FOLDER_TYPE,
      dialect: OUTLOOK,
      context: `users('${owner.id}')/mailFolders`,
      items: folderNames().map((name) => folderObject(call, owner, name)),
      page: PAGE,
    },
  };
}

function folder(call: Call, owner: User): Answer {
  return {
    kind: 'entity',
    entity: {
      type: FOLDER_TYPE,
      context: `users('${owner.id}')/mailFolders`,
      item: folderObject(call, owner, folderOf(call, owner)),
    },
  };
}

function folderMessages(call: Call, owner: User): Answer {
  const id = folderId(owner, folderOf(call, owner));
  const items = mailbox(call, owner).filter((item) => item['parentFolderId'] === id);
  return messages(call, owner, items, `mailFolders('${encodeURIComponent(parameter(call, 'folder'))}')/messages`);
}

/** The folder of a well-known name or an id. */
function folderOf(call: Call, owner: User): keyof typeof FOLDERS {
  const wanted = parameter(call, 'folder');
  const found = folderNames().find((name) => name === wanted.toLowerCase() || folderId(owner, name) === wanted);
  if (found !== undefined) return found;
  requireOutlookId(wanted);
  throw new GraphError('mailItemNotFound');
}

function folderObject(call: Call, owner: User, name: keyof typeof FOLDERS): GraphObject {
  const id = folderId(owner, name);
  const within = mailbox(call, owner).filter((item) => item['parentFolderId'] === id);
  return {
    id,
    displayName: FOLDERS[name],
    parentFolderId: folderId(owner, 'inbox').replace(/.{4}$/, 'AAB='),
    childFolderCount: 0,
    unreadItemCount: within.filter((item) => item['isRead'] === false).length,
    totalItemCount: within.length,
    sizeInBytes: within.reduce((sum, item) => sum + JSON.stringify(item).length, 0),
    isHidden: false,
  };
}

function folderNames(): readonly (keyof typeof FOLDERS)[] {
  return ['inbox', 'drafts', 'sentitems', 'deleteditems', 'archive', 'junkemail', 'outbox'];
}

function mailbox({ world }: Call, owner: User): readonly GraphObject[] {
  return world.mailboxes.of(owner).messages;
}

function byId(items: readonly GraphObject[], id: string): GraphObject {
  requireOutlookId(id);
  const found = items.find((item) => item['id'] === id);
  if (found === undefined) throw new GraphError('mailItemNotFound');
  return found;
}

/** The message as scopes and `Prefer` let it be seen: Mail.ReadBasic has no body, a client may want plain text. */
function readable(call: Call, item: GraphObject): GraphObject {
  const full = call.caller.user === undefined || READ.some((scope) => call.caller.scopes.has(scope.toLowerCase()));
  if (!full)
    return Object.fromEntries(Object.entries(item).filter(([name]) => name !== 'body' && name !== 'bodyPreview'));
  return wantsText(call) ? { ...item, body: { contentType: 'text', content: item['bodyPreview'] } } : item;
}

function preferenceApplied(call: Call): Readonly<Record<string, string>> {
  return wantsText(call) ? { 'preference-applied': 'outlook.body-content-type="text"' } : {};
}

function wantsText({ header }: Call): boolean {
  return /outlook\.body-content-type\s*=\s*"?text"?/i.test(header('prefer') ?? '');
}
