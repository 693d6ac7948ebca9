import type { Operation } from '../operation.js';
import { CHANGES, ENTITY, LIST, SEARCHABLE, area, json, many, one } from './notation.js';
import { MAIL_READ, MAIL_WRITE, SETTINGS_READ } from './scopes.js';

const { get, post, patch, remove } = area('Mail', true);
const FOLDER = '/me/mailFolders/{mailFolder-id}';
const NEW_FOLDER = { body: json('MailFolder'), answer: one('MailFolder'), status: 201 } as const;

/** Folders and settings of the signed-in user's mailbox. */
export const MAILBOX: readonly Operation[] = [
  get('mail.folders.list', '/me/mailFolders', 'Your mail folders', MAIL_READ, {
    query: LIST,
    answer: many('MailFolder'),
  }),
  post('mail.folders.create', '/me/mailFolders', 'Make a mail folder', MAIL_WRITE, NEW_FOLDER),
  get('mail.folders.delta', '/me/mailFolders/delta', 'Changes to mail folders', MAIL_READ, {
    function: true,
    query: ['select'],
    answer: many('MailFolder'),
  }),
  get('mail.folders.get', FOLDER, 'A mail folder', MAIL_READ, { query: ENTITY, answer: one('MailFolder') }),
  patch('mail.folders.update', FOLDER, 'Rename a mail folder', MAIL_WRITE, {
    body: json('MailFolder'),
    answer: one('MailFolder'),
  }),
  remove('mail.folders.delete', FOLDER, 'Delete a mail folder', MAIL_WRITE),
  get('mail.folders.children.list', `${FOLDER}/childFolders`, 'Folders within a folder', MAIL_READ, {
    query: LIST,
    answer: many('MailFolder'),
  }),
  post(
    'mail.folders.children.create',
    `${FOLDER}/childFolders`,
    'Make a folder within a folder',
    MAIL_WRITE,
    NEW_FOLDER,
  ),
  get('mail.folders.messages.list', `${FOLDER}/messages`, 'Messages of a folder', MAIL_READ, {
    query: SEARCHABLE,
    answer: many('Message'),
  }),
  get('mail.folders.messages.delta', `${FOLDER}/messages/delta`, 'Changes to messages of a folder', MAIL_READ, {
    function: true,
    query: [...CHANGES, 'orderby'],
    answer: many('Message'),
  }),
  get('mail.categories', '/me/outlook/masterCategories', 'Your categories', SETTINGS_READ, {
    query: ['select', 'top', 'skip'],
    answer: many('OutlookCategory'),
  }),
  get('mail.settings', '/me/mailboxSettings', 'Your mailbox settings', SETTINGS_READ, {
    query: ['select'],
    answer: one('MailboxSettings'),
  }),
];
