import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import type { Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import { momentOf } from '../moment.js';
import type { EntityType } from '../odata/schema.js';
import type { WellKnownFolder } from './folders.js';
import { folderId, folderObject } from './folders.js';
import { Mailbox } from './mailbox.js';
import { ATTACHMENT_TYPE, FOLDER_TYPE, MESSAGE_TYPE } from './message-type.js';
import type { Delivery } from './seeded-message.js';
import { seededMessage } from './seeded-message.js';
import type { SeededMessage, Thread } from './seeds.js';
import { readMailSeeds } from './seeds.js';
import { AttachmentSessions } from './attachment-sessions.js';

const READ_AFTER_DAYS = 2;

/** The mailboxes of all users, made from the seeded threads when they are first opened. */
export class Mailboxes {
  readonly sessions: AttachmentSessions;
  private readonly opened = new Map<string, Mailbox>();
  private readonly made: number;
  private readonly threads: readonly Thread[];
  private readonly senders: Readonly<Record<string, string>>;
  /** microsoft.graph.message with its relations. */
  readonly type: EntityType = {
    ...MESSAGE_TYPE,
    navigations: {
      attachments: {
        type: () => ATTACHMENT_TYPE,
        single: false,
        follow: ({ id }) => this.all.flatMap((mailbox) => mailbox.lookUp(String(id))?.attachments ?? []),
      },
    },
  };
  /** microsoft.graph.mailFolder with its relations. */
  readonly folderType: EntityType = {
    ...FOLDER_TYPE,
    navigations: {
      childFolders: {
        type: () => this.folderType,
        single: false,
        follow: ({ id }) => this.all.flatMap((mailbox) => folderObjects(mailbox, String(id))),
      },
    },
  };

  constructor(
    private readonly directory: Directory,
    private readonly clock: Clock,
    private readonly changes: Changes,
  ) {
    this.made = clock.now();
    this.sessions = new AttachmentSessions(clock);
    const seeds = readMailSeeds((day) => new Date(momentOf(this.made, day, '12:00')).toISOString().slice(0, 10));
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

  /** The mailbox mail to an address goes to; undefined when nobody here has it. */
  addressed(address: string): Mailbox | undefined {
    const wanted = address.toLowerCase();
    const owner = this.directory.allUsers.find(({ guest, mail }) => !guest && mail.toLowerCase() === wanted);
    return owner === undefined ? undefined : this.of(owner);
  }

  nameOf(address: string): string {
    return this.senders[address] ?? this.directory.usersNamed(address)[0]?.displayName ?? address;
  }

  private get all(): readonly Mailbox[] {
    return [...this.opened.values()];
  }

  private fill(owner: User): Mailbox {
    const deliveries = this.threads.flatMap((thread) =>
      thread.messages.flatMap((message, index) => this.delivered(owner, thread, message, index)),
    );
    const newestFirst = deliveries.toSorted((one, other) => other.moment - one.moment);
    return new Mailbox(owner, this.changes, () => this.clock.now(), newestFirst.map(seededMessage));
  }

  /** The copies of a message in a mailbox: one for the sender, one for a recipient, both for who writes to oneself. */
  private delivered(owner: User, thread: Thread, message: SeededMessage, index: number): readonly Delivery[] {
    const address = owner.mail.toLowerCase();
    const to = message.to.flatMap((each) => this.everybody(each));
    const cc = message.cc.flatMap((each) => this.everybody(each));
    const moment = momentOf(this.made, message.day, message.at);
    const sent = message.from === address;
    const received = [...to, ...cc].includes(address) && !(sent && message.to.some((each) => each.startsWith('*')));
    const delivery = (folder: WellKnownFolder): Delivery => ({
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
}

/** The folders below one of a mailbox, as they go out. */
export function folderObjects(mailbox: Mailbox, parent: string): ReturnType<typeof folderObject>[] {
  return mailbox
    .childrenOf(parent)
    .map((folder) => folderObject(folder, mailbox.within(folder.id), mailbox.childrenOf(folder.id).length));
}
