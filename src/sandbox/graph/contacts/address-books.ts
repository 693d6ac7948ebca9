import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import { changeKey, outlookId, requireOutlookId } from '../outlook-id.js';
import type { Contact, ContactInput } from './contact.js';
import { BLANK, CONTACT_INPUT, namedAfter } from './contact.js';

const MAX_CONTACTS = 2000;
/** By user principal name: contacts by the folder they are in, `Contacts` being everybody's. */
const seeds = z.record(z.email(), z.record(z.string(), z.array(CONTACT_INPUT)));

export interface ContactFolder {
  readonly id: string;
  readonly parentFolderId: string;
  readonly displayName: string;
}

/** The contacts of one user. */
export interface AddressBook {
  readonly main: string;
  /** Below the main folder. */
  readonly folders: readonly ContactFolder[];
  readonly contacts: Map<string, Contact>;
}

/** The contacts of all users, made from `seeds/contacts.json` when they are first opened. */
export class AddressBooks {
  private readonly opened = new Map<string, AddressBook>();
  private readonly seeds = seeds.parse(
    JSON.parse(readFileSync(new URL('../seeds/contacts.json', import.meta.url), 'utf8')),
  );
  private readonly made: number;

  constructor(private readonly clock: Clock) {
    this.made = clock.now();
  }

  /** Throws 404 for guests, whose contacts are in their own tenant. */
  of(owner: User): AddressBook {
    if (owner.guest) throw new GraphError('noMailbox');
    const open = this.opened.get(owner.id) ?? this.fill(owner);
    this.opened.set(owner.id, open);
    return open;
  }

  /** Those of a folder, the main one where none is named, by what they are filed as. */
  within(owner: User, folder?: string): readonly Contact[] {
    const { contacts, main } = this.of(owner);
    return [...contacts.values()]
      .filter(({ parentFolderId }) => parentFolderId === (folder ?? main))
      .toSorted((one, other) => (one.fileAs ?? '').localeCompare(other.fileAs ?? '', 'en'));
  }

  /** Throws 400 for what is no id, 404 for an id of nothing here. */
  contact(owner: User, id: string): Contact {
    requireOutlookId(id);
    const found = this.of(owner).contacts.get(id);
    if (found === undefined) throw new GraphError('mailItemNotFound');
    return found;
  }

  /** Throws 400 and 404 likewise. */
  folder(owner: User, id: string): ContactFolder {
    requireOutlookId(id);
    const found = this.of(owner).folders.find((folder) => folder.id === id);
    if (found === undefined) throw new GraphError('mailItemNotFound');
    return found;
  }

  /** Throws 507 when the address book is full. */
  add(owner: User, input: ContactInput): Contact {
    const { contacts, main } = this.of(owner);
    if (contacts.size >= MAX_CONTACTS) throw new GraphError('mailboxFull');
    const id = outlookId(owner.id, 'contact', randomUUID());
    const contact = contactOf(namedAfter(input), id, main, this.clock.now());
    contacts.set(id, contact);
    return contact;
  }

  revise(owner: User, before: Contact, input: ContactInput): Contact {
    const now = this.clock.now();
    const stamp = stampOf(before.changeKey, now, JSON.stringify(input));
    const contact = { ...before, ...input, ...stamp, lastModifiedDateTime: isoSeconds(now) };
    this.of(owner).contacts.set(before.id, contact);
    return contact;
  }

  remove(owner: User, { id }: Contact): void {
    this.of(owner).contacts.delete(id);
  }

  private fill(owner: User): AddressBook {
    const main = outlookId(owner.id, 'folder', 'contacts');
    const seeded = Object.entries(this.seeds[owner.userPrincipalName] ?? {}).map(([displayName, inputs]) => ({
      folder: { id: outlookId(owner.id, 'contacts', displayName), parentFolderId: main, displayName },
      inputs,
    }));
    const contacts = seeded.flatMap(({ folder, inputs }) =>
      inputs.map((input, index) => {
        const id = outlookId(owner.id, 'contact', folder.displayName, index);
        const parent = folder.displayName === 'Contacts' ? main : folder.id;
        return contactOf(namedAfter(input), id, parent, this.made);
      }),
    );
    return {
      main,
      folders: seeded.map(({ folder }) => folder).filter(({ displayName }) => displayName !== 'Contacts'),
      contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    };
  }
}

function contactOf(input: ContactInput, id: string, parentFolderId: string, now: number): Contact {
  const time = isoSeconds(now);
  return {
    ...stampOf(id, now),
    id,
    createdDateTime: time,
    lastModifiedDateTime: time,
    parentFolderId,
    ...BLANK,
    ...input,
  };
}

function stampOf(...parts: readonly (string | number)[]): Pick<Contact, '@odata.etag' | 'changeKey'> {
  const key = changeKey(...parts);
  return { '@odata.etag': `W/"${key}"`, changeKey: key };
}
