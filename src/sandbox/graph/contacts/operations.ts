import type { User } from '../../directory/types.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { resourceOf } from '../outlook-body.js';
import { requireMatch } from '../preconditions.js';
import type { Contact } from './contact.js';
import { CONTACT_INPUT } from './contact.js';
import { CONTACT_FOLDER_TYPE, CONTACT_TYPE } from './contact-type.js';

const READ = ['Contacts.Read', 'Contacts.ReadWrite'];
const WRITE = ['Contacts.ReadWrite'];
const BASE = { workload: 'outlook', personal: true } as const;
const GET = { ...BASE, method: 'GET', scopes: READ, roles: READ } as const;
const CHANGE = { ...BASE, scopes: WRITE, roles: WRITE } as const;
const PAGE = { standard: 10, max: 1000 };
const ONE = '/contacts/{contact}';

/** Personal contacts and the folders they are in. */
export const CONTACT_OPERATIONS: readonly Operation[] = [
  ...owned({ ...GET, path: '/contacts', answer: (call, owner) => listed(call, owner) }),
  ...owned({ ...CHANGE, method: 'POST', path: '/contacts', answer: make }),
  ...owned({ ...GET, path: ONE, answer: (call, owner) => answered(owner, contactOf(call, owner)) }),
  ...owned({ ...CHANGE, method: 'PATCH', path: ONE, answer: update }),
  ...owned({ ...CHANGE, method: 'DELETE', path: ONE, answer: remove }),
  ...owned({ ...GET, path: '/contactFolders', answer: folders }),
  ...owned({ ...GET, path: '/contactFolders/{folder}', answer: folder }),
  ...owned({
    ...GET,
    path: '/contactFolders/{folder}/contacts',
    answer: (call, owner) => listed(call, owner, call.world.addressBooks.folder(owner, parameter(call, 'folder')).id),
  }),
];

function contactOf(call: Call, owner: User): Contact {
  return call.world.addressBooks.contact(owner, parameter(call, 'contact'));
}

function listed({ world }: Call, owner: User, within?: string): Answer {
  const below = within === undefined ? 'contacts' : `contactFolders('${encodeURIComponent(within)}')/contacts`;
  const items = world.addressBooks.within(owner, within);
  const context = `users('${owner.id}')/${below}`;
  return { kind: 'collection', collection: { type: CONTACT_TYPE, dialect: OUTLOOK, context, items, page: PAGE } };
}

function entityOf(owner: User, item: Contact): Extract<Answer, { kind: 'entity' }>['entity'] {
  return { type: CONTACT_TYPE, context: `users('${owner.id}')/contacts`, item };
}

function answered(owner: User, contact: Contact): Answer {
  return { kind: 'entity', entity: entityOf(owner, contact) };
}

function make(call: Call, owner: User): Answer {
  const contact = call.world.addressBooks.add(owner, resourceOf(call, CONTACT_INPUT, CONTACT_TYPE));
  const location = `${call.origin}/v1.0/users('${owner.id}')/contacts('${encodeURIComponent(contact.id)}')`;
  return { kind: 'created', entity: entityOf(owner, contact), headers: { location } };
}

function update(call: Call, owner: User): Answer {
  const before = contactOf(call, owner);
  requireMatch(call, before['@odata.etag'], 'mailChangedSince');
  return answered(owner, call.world.addressBooks.revise(owner, before, resourceOf(call, CONTACT_INPUT, CONTACT_TYPE)));
}

function remove(call: Call, owner: User): Answer {
  const before = contactOf(call, owner);
  requireMatch(call, before['@odata.etag'], 'mailChangedSince');
  call.world.addressBooks.remove(owner, before);
  return { kind: 'nothing' };
}

function folders({ world }: Call, owner: User): Answer {
  const items = world.addressBooks.of(owner).folders.map((each) => ({ ...each }));
  const context = `users('${owner.id}')/contactFolders`;
  return {
    kind: 'collection',
    collection: { type: CONTACT_FOLDER_TYPE, dialect: OUTLOOK, context, items, page: PAGE },
  };
}

function folder(call: Call, owner: User): Answer {
  const item = { ...call.world.addressBooks.folder(owner, parameter(call, 'folder')) };
  return {
    kind: 'entity',
    entity: { type: CONTACT_FOLDER_TYPE, context: `users('${owner.id}')/contactFolders`, item },
  };
}
