import { randomUUID } from 'node:crypto';
import type { User } from '../../directory/types.js';
import type { Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import { outlookId, requireOutlookId } from '../outlook-id.js';
import type { Attachment } from './attachment.js';
import type { Folder, WellKnownFolder } from './folders.js';
import { firstFolders, folderId } from './folders.js';
import type { Message, MessageChange, StoredMessage } from './message.js';
import { revised, underNewId, withAttachments } from './message.js';

const MAX_MESSAGES = 5000;
const MAX_FOLDERS = 500;
const MAX_BYTES = 200 * 1024 * 1024;

/** The messages and folders of one user; every change is noted for delta queries. */
export class Mailbox {
  private readonly stored = new Map<string, StoredMessage>();
  private readonly folders: Map<string, Folder>;
  private ordered: readonly Message[] | undefined;

  constructor(
    readonly owner: User,
    private readonly changes: Changes,
    private readonly now: () => number,
    /** The newest first. */
    seeds: readonly StoredMessage[],
  ) {
    this.folders = new Map(firstFolders(owner).map((folder) => [folder.id, folder]));
    for (const seed of seeds.toReversed()) this.stored.set(seed.message.id, seed);
  }

  /** The newest first. */
  get messages(): readonly Message[] {
    // What came last within a second leads.
    this.ordered ??= [...this.stored.values()]
      .map(({ message }) => message)
      .toReversed()
      .toSorted((one, other) => Date.parse(other.receivedDateTime) - Date.parse(one.receivedDateTime));
    return this.ordered;
  }

  get allFolders(): readonly Folder[] {
    return [...this.folders.values()].filter(({ wellKnown }) => wellKnown !== 'msgfolderroot');
  }

  within(folder: string): readonly Message[] {
    return this.messages.filter(({ parentFolderId }) => parentFolderId === folder);
  }

  childrenOf(folder: string): readonly Folder[] {
    return this.allFolders.filter(({ parentFolderId }) => parentFolderId === folder);
  }

  /** Throws 400 for what is no id, 404 for an id of nothing here. */
  message(id: string): StoredMessage {
    requireOutlookId(id);
    const found = this.stored.get(id);
    if (found === undefined) throw new GraphError('mailItemNotFound');
    return found;
  }

  /** By id; undefined when there is none. */
  lookUp(id: string): StoredMessage | undefined {
    return this.stored.get(id);
  }

  /** The folder of a well-known name or an id. Throws 400 for what is neither, 404 for an id of nothing here. */
  folder(key: string): Folder {
    const name = key.toLowerCase();
    const found = this.folders.get(key) ?? [...this.folders.values()].find(({ wellKnown }) => wellKnown === name);
    if (found !== undefined) return found;
    requireOutlookId(key);
    throw new GraphError('mailItemNotFound');
  }

  wellKnown(name: WellKnownFolder): string {
    return folderId(this.owner, name);
  }

  /** Throws 507 when the mailbox is full. */
  add(stored: StoredMessage): StoredMessage {
    if (this.stored.size >= MAX_MESSAGES) throw new GraphError('mailboxFull');
    this.requireRoom(sizeOf(stored));
    return this.put(stored);
  }

  /** Throws 507 when the mailbox is full. */
  revise(id: string, change: MessageChange): StoredMessage {
    const before = this.message(id);
    const next = revised(before, change, this.now());
    this.requireRoom(sizeOf(next) - sizeOf(before));
    return this.put(next);
  }

  /** Throws 507 when the mailbox is full. */
  attach(id: string, attachment: Attachment): StoredMessage {
    const before = this.message(id);
    this.requireRoom(attachment.size);
    return this.put(withAttachments(before, [...before.attachments, attachment], this.now()));
  }

  detach(id: string, attachment: Attachment): void {
    const before = this.message(id);
    const kept = before.attachments.filter((each) => each.id !== attachment.id);
    this.put(withAttachments(before, kept, this.now()));
  }

  /** The copy in that folder, which may be the one it is in. */
  copy(id: string, folder: Folder): StoredMessage {
    return this.add(underNewId(this.message(id), this.owner, { parentFolderId: folder.id }, this.now()));
  }

  /** The message as it is in that folder: Exchange gives it another id. */
  move(id: string, folder: Folder): StoredMessage {
    const moved = underNewId(this.message(id), this.owner, { parentFolderId: folder.id }, this.now());
    this.remove(id);
    return this.put(moved);
  }

  /** Into Deleted Items, and from there for good. */
  delete(id: string): void {
    const { message } = this.message(id);
    if (message.parentFolderId === this.wellKnown('deleteditems')) this.remove(id);
    else this.move(id, this.folder('deleteditems'));
  }

  remove(id: string): void {
    const { message } = this.message(id);
    this.stored.delete(id);
    this.noteMessage(message, true);
  }

  /** Throws 409 when the name is taken below that parent. */
  addFolder(parent: Folder, displayName: string, isHidden: boolean): Folder {
    this.requireFreeName(parent.id, displayName);
    if (this.folders.size >= MAX_FOLDERS) throw new GraphError('mailboxFull');
    const id = outlookId(this.owner.id, 'folder', randomUUID());
    return this.putFolder({ id, displayName, parentFolderId: parent.id, isHidden });
  }

  renameFolder(folder: Folder, displayName: string): Folder {
    if (displayName.toLowerCase() !== folder.displayName.toLowerCase())
      this.requireFreeName(folder.parentFolderId, displayName);
    return this.putFolder({ ...folder, displayName });
  }

  /** Into Deleted Items with all that is in it, and from there for good. Throws 403 for the folders everyone has. */
  deleteFolder(folder: Folder): void {
    if (folder.wellKnown !== undefined) throw new GraphError('folderKept');
    const bin = this.wellKnown('deleteditems');
    if (folder.parentFolderId === bin) this.removeFolder(folder);
    else this.putFolder({ ...folder, parentFolderId: bin });
  }

  private removeFolder(folder: Folder): void {
    for (const child of this.childrenOf(folder.id)) this.removeFolder(child);
    for (const { id } of this.within(folder.id)) this.remove(id);
    this.folders.delete(folder.id);
    this.changes.note(foldersOf(this.owner), { id: folder.id, removed: true });
  }

  private put(stored: StoredMessage): StoredMessage {
    this.stored.set(stored.message.id, stored);
    this.noteMessage(stored.message, false);
    return stored;
  }

  private putFolder(folder: Folder): Folder {
    this.folders.set(folder.id, folder);
    this.changes.note(foldersOf(this.owner), { id: folder.id, removed: false });
    return folder;
  }

  private noteMessage({ id, parentFolderId }: Message, removed: boolean): void {
    this.ordered = undefined;
    this.changes.note(messagesOf(this.owner, parentFolderId), { id, removed });
    // What a folder counts has changed with it.
    if (this.folders.has(parentFolderId))
      this.changes.note(foldersOf(this.owner), { id: parentFolderId, removed: false });
  }

  private requireRoom(more: number): void {
    const all = [...this.stored.values()].reduce((sum, each) => sum + sizeOf(each), more);
    if (more > 0 && all > MAX_BYTES) throw new GraphError('mailboxFull');
  }

  private requireFreeName(parent: string, displayName: string): void {
    const wanted = displayName.toLowerCase();
    const taken = this.childrenOf(parent).some((child) => child.displayName.toLowerCase() === wanted);
    if (taken) throw new GraphError('folderExists');
  }
}

/** What the changes of a folder's messages are noted as. */
export function messagesOf(owner: User, folder: string): string {
  return `messages of ${owner.id} in ${folder}`;
}

/** What the changes of a user's folders are noted as. */
export function foldersOf(owner: User): string {
  return `folders of ${owner.id}`;
}

function sizeOf({ message, attachments }: StoredMessage): number {
  return attachments.reduce((sum, { size }) => sum + size, message.body.content.length);
}
