import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { momentOf } from '../moment.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import { outlookId } from '../outlook-id.js';
import type { Delivery } from './message.js';
import { attachmentObjects, messageObject } from './message.js';
import { ATTACHMENT_TYPE, MESSAGE_TYPE } from './message-type.js';
import type { SeededMessage, Thread } from './seeds.js';
import { readMailSeeds } from './seeds.js';

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

export interface Mailbox {
  /** The newest first. */
  readonly messages: readonly GraphObject[];
  /** By message id. */
  readonly attachments: ReadonlyMap<string, readonly GraphObject[]>;
}

const READ_AFTER_DAYS = 2;

/** The mailboxes of all users, made from the seeded threads when they are first opened. */
export class Mailboxes {
  private readonly opened = new Map<string, Mailbox>();
  private readonly attachments = new Map<string, readonly GraphObject[]>();
  private readonly now: number;
  private readonly threads: readonly Thread[];
  private readonly senders: Readonly<Record<string, string>>;
  /** microsoft.graph.message with its relations. */
  readonly type: EntityType = {
    ...MESSAGE_TYPE,
    navigations: {
      attachments: {
        type: () => ATTACHMENT_TYPE,
        single: false,
        follow: ({ id }) => this.attachments.get(String(id)) ?? [],
      },
    },
  };

  constructor(
    private readonly directory: Directory,
    clock: Clock,
  ) {
    this.now = clock.now();
    const seeds = readMailSeeds((day) => new Date(momentOf(this.now, day, '12:00')).toISOString().slice(0, 10));
    this.threads = seeds.threads;
    this.senders = seeds.senders;
  }

  /** Throws 404 for guests, whose mailbox is in their own tenant. */
  of(owner: User): Mailbox {
    if (owner.guest) throw new GraphError('noMailbox');
    const open = this.opened.get(owner.id) ?? this.fill(owner);
    this.opened.set(owner.id, open);
    return open;
  }

  private fill(owner: User): Mailbox {
    const deliveries = this.threads.flatMap((thread) =>
      thread.messages.flatMap((message, index) => this.delivered(owner, thread, message, index)),
    );
    const newestFirst = deliveries.toSorted((one, other) => other.moment - one.moment);
    const messages = newestFirst.map((delivery) => {
      const object = messageObject(delivery);
      const id = String(object['id']);
      this.attachments.set(id, attachmentObjects(delivery, id));
      return object;
    });
    return { messages, attachments: this.attachments };
  }

  /** The copies of a message in a mailbox: one for the sender, one for a recipient, both for who writes to oneself. */
  private delivered(owner: User, thread: Thread, message: SeededMessage, index: number): readonly Delivery[] {
    const address = owner.mail.toLowerCase();
    const to = message.to.flatMap((each) => this.everybody(each));
    const cc = message.cc.flatMap((each) => this.everybody(each));
    const moment = momentOf(this.now, message.day, message.at);
    const sent = message.from === address;
    const received = [...to, ...cc].includes(address) && !(sent && message.to.some((each) => each.startsWith('*')));
    const delivery = (folder: keyof typeof FOLDERS): Delivery => ({
      owner,
      thread,
      message,
      index,
      folderId: folderId(owner, folder),
      moment,
      isRead: sent || message.day < -READ_AFTER_DAYS,
      to,
      cc,
      nameOf: (each) => this.nameOf(each),
    });
    return [...(sent ? [delivery('sentitems')] : []), ...(received ? [delivery('inbox')] : [])];
  }

  private everybody(address: string): readonly string[] {
    if (!address.startsWith('*')) return [address];
    return this.directory.allUsers
      .filter(({ guest, mail }) => !guest && mail.endsWith(address.slice(1)))
      .map(({ mail }) => mail);
  }

  private nameOf(address: string): string {
    return this.senders[address] ?? this.directory.usersNamed(address)[0]?.displayName ?? address;
  }
}

export function folderId(owner: User, folder: keyof typeof FOLDERS): string {
  return outlookId(owner.id, 'folder', folder);
}
