import type { User } from '../../directory/types.js';
import type { GraphObject } from '../odata/schema.js';
import { outlookId } from '../outlook-id.js';
import type { Message } from './message.js';

/** Well-known names of the folders every mailbox has, with what they are called. */
export const FOLDERS = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  sentitems: 'Sent Items',
  deleteditems: 'Deleted Items',
  archive: 'Archive',
  junkemail: 'Junk Email',
  outbox: 'Outbox',
} as const;

export type WellKnownFolder = keyof typeof FOLDERS;

/** One folder of a mailbox. */
export interface Folder {
  readonly id: string;
  readonly displayName: string;
  readonly parentFolderId: string;
  readonly isHidden: boolean;
  /** Absent for folders people made. */
  readonly wellKnown?: WellKnownFolder | 'msgfolderroot';
}

/** The folders every mailbox begins with, the root of them first. */
export function firstFolders(owner: User): readonly Folder[] {
  const root = rootId(owner);
  const made = wellKnownNames().map((wellKnown) => ({
    id: folderId(owner, wellKnown),
    displayName: FOLDERS[wellKnown],
    parentFolderId: root,
    isHidden: false,
    wellKnown,
  }));
  const top = { displayName: 'Top of Information Store', isHidden: false, wellKnown: 'msgfolderroot' } as const;
  return [{ id: root, parentFolderId: outlookId(owner.id, 'folder', 'root'), ...top }, ...made];
}

/** The id of a well-known folder. */
export function folderId(owner: User, folder: WellKnownFolder): string {
  return outlookId(owner.id, 'folder', folder);
}

/** The id of the folder all others are below. */
export function rootId(owner: User): string {
  return folderId(owner, 'inbox').replace(/.{4}$/, 'AAB=');
}

/** microsoft.graph.mailFolder. */
export function folderObject(folder: Folder, within: readonly Message[], children: number): GraphObject {
  const { id, displayName, parentFolderId, isHidden } = folder;
  return {
    id,
    displayName,
    parentFolderId,
    childFolderCount: children,
    unreadItemCount: within.filter(({ isRead }) => !isRead).length,
    totalItemCount: within.length,
    sizeInBytes: within.reduce((sum, message) => sum + JSON.stringify(message).length, 0),
    isHidden,
  };
}

function wellKnownNames(): readonly WellKnownFolder[] {
  return ['inbox', 'drafts', 'sentitems', 'deleteditems', 'archive', 'junkemail', 'outbox'];
}
