import type { Operation } from '../operation.js';
import { DOWNLOAD, ENTITY, FILE, ITEMS, area, json, many, one } from './notation.js';
import { FILES_READ, FILES_WRITE, ITEM_READ, ITEM_WRITE } from './scopes.js';

const { get, post, put, patch, remove } = area('Files', true);
const FROM_ROOT = '/me/drive/root:/{path}';
const FROM_ITEM = '/me/drive/items/{driveItem-id}:/{path}';
const THE_ITEM = { query: ENTITY, answer: one('DriveItem') } as const;
const upload = {
  body: json({
    type: 'object',
    properties: {
      item: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          '@microsoft.graph.conflictBehavior': { type: 'string', enum: ['fail', 'replace', 'rename'] },
        },
      },
      deferCommit: { type: 'boolean' },
    },
  }),
  answer: one('UploadSession'),
} as const;
const newContent = { body: FILE, answer: one('DriveItem'), creates: true } as const;

/** What lies in the signed-in user's drive by its path, and uploads. */
export const FILES_BY_PATH: readonly Operation[] = [
  get('files.path.get', FROM_ROOT, 'A file or folder, by its path', ITEM_READ, THE_ITEM),
  patch('files.path.update', FROM_ROOT, 'Rename or move what lies at a path', ITEM_WRITE, {
    body: json('DriveItem'),
    answer: one('DriveItem'),
  }),
  remove('files.path.delete', FROM_ROOT, 'Delete what lies at a path', ITEM_WRITE),
  get('files.path.children', `${FROM_ROOT}:/children`, 'What lies in the folder at a path', FILES_READ, {
    query: ITEMS,
    answer: many('DriveItem'),
  }),
  get('files.path.content', `${FROM_ROOT}:/content`, 'Where to download the file at a path', FILES_READ, {
    answer: DOWNLOAD,
  }),
  put('files.path.content.replace', `${FROM_ROOT}:/content`, 'Upload a file of up to 250 MB', FILES_WRITE, newContent),
  post('files.path.upload', `${FROM_ROOT}:/createUploadSession`, 'Begin to upload a large file', FILES_WRITE, upload),
  // Graph takes it with the last colon and without; with it, no reader of the contract takes it for items/{id}/children.
  get('files.items.path.get', `${FROM_ITEM}:`, 'A file or folder, by its path from a folder', ITEM_READ, THE_ITEM),
  put(
    'files.items.path.content.replace',
    `${FROM_ITEM}:/content`,
    'Upload a file of up to 250 MB into a folder',
    FILES_WRITE,
    newContent,
  ),
  post(
    'files.items.path.upload',
    `${FROM_ITEM}:/createUploadSession`,
    'Begin to upload a large file into a folder',
    FILES_WRITE,
    upload,
  ),
  post(
    'files.items.upload',
    '/me/drive/items/{driveItem-id}/createUploadSession',
    'Begin to upload what replaces a file',
    FILES_WRITE,
    upload,
  ),
];
