import type { Operation } from '../operation.js';
import { DOWNLOAD, ENTITY, FILE, ITEMS, NOTHING, area, json, many, one } from './notation.js';
import { FILES_READ, FILES_SHARED, FILES_WRITE, ITEM_READ, ITEM_WRITE } from './scopes.js';

const { get, post, put, patch, remove } = area('Files', true);
const ITEM = '/me/drive/items/{driveItem-id}';
const OTHER_DRIVE = '/drives/{drive-id}';
const OTHER_ITEM = `${OTHER_DRIVE}/items/{driveItem-id}`;
const text = { type: 'string' } as const;
const CHILDREN = { query: ITEMS, answer: many('DriveItem') } as const;
const THE_ITEM = { query: ENTITY, answer: one('DriveItem') } as const;
const MY_DRIVES = [...FILES_READ, 'User.Read'];
const newFolder = {
  body: json({
    type: 'object',
    required: ['name', 'folder'],
    properties: {
      name: text,
      folder: { type: 'object', description: 'Empty: it marks what is made as a folder' },
      '@microsoft.graph.conflictBehavior': { ...text, enum: ['fail', 'replace', 'rename'] },
    },
  }),
  answer: one('DriveItem'),
  status: 201,
} as const;

/** Drives, and what lies in them by its id. */
export const FILES: readonly Operation[] = [
  get('files.drive', '/me/drive', 'Your drive', MY_DRIVES, { query: ENTITY, answer: one('Drive') }),
  get('files.drives.list', '/me/drives', 'Drives you have', MY_DRIVES, { query: ITEMS, answer: many('Drive') }),
  get('files.root', '/me/drive/root', 'The root folder of your drive', ITEM_READ, THE_ITEM),
  get('files.root.children', '/me/drive/root/children', 'What lies at the root of your drive', FILES_READ, CHILDREN),
  post('files.root.children.create', '/me/drive/root/children', 'Make a folder at the root', FILES_WRITE, newFolder),
  get('files.items.get', ITEM, 'A file or folder', ITEM_READ, THE_ITEM),
  patch('files.items.update', ITEM, 'Rename or move a file or folder', ITEM_WRITE, {
    body: json('DriveItem'),
    answer: one('DriveItem'),
  }),
  remove('files.items.delete', ITEM, 'Delete a file or folder', ITEM_WRITE),
  get('files.items.children', `${ITEM}/children`, 'What lies in a folder', FILES_READ, CHILDREN),
  post('files.items.children.create', `${ITEM}/children`, 'Make a folder within a folder', FILES_WRITE, newFolder),
  get('files.items.content', `${ITEM}/content`, 'Where to download a file', FILES_READ, { answer: DOWNLOAD }),
  put('files.items.content.replace', `${ITEM}/content`, 'Replace what is in a file', FILES_WRITE, {
    body: FILE,
    answer: one('DriveItem'),
  }),
  post('files.items.copy', `${ITEM}/copy`, 'Copy a file or folder; Location says how far it is', FILES_WRITE, {
    body: json({
      type: 'object',
      properties: { name: text, parentReference: { type: 'object', properties: { driveId: text, id: text } } },
    }),
    answer: NOTHING,
    status: 202,
  }),
  post('files.items.createLink', `${ITEM}/createLink`, 'Share a file or folder by a link', FILES_WRITE, {
    body: json({
      type: 'object',
      required: ['type'],
      properties: {
        type: { ...text, enum: ['view', 'edit', 'embed'] },
        scope: { ...text, enum: ['anonymous', 'organization', 'users'] },
        password: text,
        expirationDateTime: { ...text, format: 'date-time' },
      },
    }),
    answer: one('Permission'),
    creates: true,
  }),
  get('files.items.permissions', `${ITEM}/permissions`, 'Who may see a file or folder', FILES_READ, {
    query: ['select'],
    answer: many('Permission'),
  }),
  get('files.items.thumbnails', `${ITEM}/thumbnails`, 'Pictures of a file', FILES_READ, {
    query: ['select'],
    answer: many('ThumbnailSet'),
  }),
  get('files.items.versions', `${ITEM}/versions`, 'Versions of a file', FILES_READ, {
    query: ['select', 'top'],
    answer: many('DriveItemVersion'),
  }),
  get('files.search', "/me/drive/root/search(q='{q}')", 'Search your drive', FILES_READ, CHILDREN),
  get('files.delta', '/me/drive/root/delta', 'Changes in your drive', FILES_READ, {
    function: true,
    query: ['select', 'top', 'expand'],
    answer: many('DriveItem'),
  }),
  get('files.recent', '/me/drive/recent', 'Files you used lately', FILES_READ, { function: true, ...CHILDREN }),
  get('files.sharedWithMe', '/me/drive/sharedWithMe', 'Files others shared with you', FILES_SHARED, {
    function: true,
    ...CHILDREN,
  }),
  get('files.special', '/me/drive/special/{name}', 'A folder by its role, such as documents', FILES_READ, THE_ITEM),
  get('files.shares', '/shares/{share-id}/driveItem', 'What a sharing link leads to', FILES_WRITE, THE_ITEM),
  get('drives.get', OTHER_DRIVE, 'A drive', FILES_READ, { query: ENTITY, answer: one('Drive') }),
  get('drives.root.children', `${OTHER_DRIVE}/root/children`, 'What lies at the root of a drive', FILES_READ, CHILDREN),
  get('drives.items.get', OTHER_ITEM, 'A file or folder of a drive', ITEM_READ, THE_ITEM),
  get('drives.items.children', `${OTHER_ITEM}/children`, 'What lies in a folder of a drive', FILES_READ, CHILDREN),
  get('drives.items.content', `${OTHER_ITEM}/content`, 'Where to download a file of a drive', FILES_READ, {
    answer: DOWNLOAD,
  }),
];
