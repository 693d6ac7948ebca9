import type { User } from '../directory/types.js';
import { itemObject } from './files/item.js';
import type { GraphObject } from './odata/schema.js';
import { outlookId } from './outlook-id.js';
import type { World } from './world.js';

/** All messages of a mailbox, the newest first. Throws 404 for users without one. */
export function messagesOf({ mailboxes }: World, owner: User): readonly GraphObject[] {
  return mailboxes.of(owner).messages;
}

/** All events of a user's calendars, series as their masters. Throws 404 for users without a mailbox. */
export function eventsOf({ calendars }: World, owner: User): readonly GraphObject[] {
  return calendars.of(owner).appointments.map(({ event }) => event);
}

/** The id of a user's mail folder by well-known name; an id stays as it is. */
export function mailFolderId(owner: User, key: string): string {
  return /^[a-z]+$/i.test(key) ? outlookId(owner.id, 'folder', key.toLowerCase()) : key;
}

/** All files of a user's drive as microsoft.graph.driveItem, each with its text where it has any. Throws 404 without a drive. */
export function filesOf({ drives }: World, owner: User): readonly { item: GraphObject; text: string }[] {
  const drive = drives.of(owner);
  const below = (folder: typeof drive.root): readonly (typeof drive.root)[] =>
    drive.children(folder).flatMap((entry) => [entry, ...(entry.bytes === undefined ? below(entry) : [])]);
  return below(drive.root).map((entry) => ({
    item: itemObject(drive, entry, undefined),
    text: /\.(?:csv|html?|json|md|txt)$/i.test(entry.name) ? (entry.bytes?.toString('utf8') ?? '') : '',
  }));
}
