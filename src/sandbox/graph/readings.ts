import type { User } from '../directory/types.js';
import type { GraphObject } from './odata/schema.js';
import { outlookId } from './outlook-id.js';
import type { World } from './world.js';

/** All messages of a mailbox, the newest first. Throws 404 for users without one. */
export function messagesOf({ mailboxes }: World, owner: User): readonly GraphObject[] {
  return mailboxes.of(owner).messages;
}

/** All events of a user's calendars, series as their masters. Throws 404 for users without a mailbox. */
export function eventsOf({ calendars }: World, owner: User): readonly GraphObject[] {
  return calendars.of(owner).map(({ event }) => event);
}

/** The id of a user's mail folder by well-known name; an id stays as it is. */
export function mailFolderId(owner: User, key: string): string {
  return /^[a-z]+$/i.test(key) ? outlookId(owner.id, 'folder', key.toLowerCase()) : key;
}
