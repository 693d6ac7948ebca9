import type { Operation } from '../operation.js';
import { ENTITY, LIST, SEARCHABLE, area, json, many, one } from './notation.js';
import { CONTACTS_READ, CONTACTS_WRITE } from './scopes.js';

const { get, post, patch, remove } = area('Contacts', true);
const CONTACT = '/me/contacts/{contact-id}';

/** The signed-in user's contacts. */
export const CONTACTS: readonly Operation[] = [
  get('contacts.list', '/me/contacts', 'Your contacts', CONTACTS_READ, { query: SEARCHABLE, answer: many('Contact') }),
  post('contacts.create', '/me/contacts', 'Add a contact', CONTACTS_WRITE, {
    body: json('Contact'),
    answer: one('Contact'),
    status: 201,
  }),
  get('contacts.get', CONTACT, 'A contact', CONTACTS_READ, { query: ENTITY, answer: one('Contact') }),
  patch('contacts.update', CONTACT, 'Change a contact', CONTACTS_WRITE, {
    body: json('Contact'),
    answer: one('Contact'),
  }),
  remove('contacts.delete', CONTACT, 'Delete a contact', CONTACTS_WRITE),
  get('contacts.folders', '/me/contactFolders', 'Your contact folders', CONTACTS_READ, {
    query: LIST,
    answer: many('ContactFolder'),
  }),
];
