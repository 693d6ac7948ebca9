import type { Operation } from '../operation.js';
import { ENTITY, LIST, NOTHING, PAGE, area, bytes, json, many, one } from './notation.js';
import { NOTEBOOKS_READ, NOTES_CREATE, PAGES_READ, PAGES_WRITE } from './scopes.js';

const { get, post, patch, remove } = area('OneNote', true);
const NOTEBOOK = '/me/onenote/notebooks/{notebook-id}';
const SECTION = '/me/onenote/sections/{onenoteSection-id}';
const ONE_PAGE = '/me/onenote/pages/{onenotePage-id}';
const text = { type: 'string' } as const;
const named = json({ type: 'object', required: ['displayName'], properties: { displayName: text } });
const NEW_PAGE = { body: PAGE, answer: one('Page'), status: 201 } as const;

/** The signed-in user's notebooks. */
export const NOTES: readonly Operation[] = [
  get('notes.notebooks.list', '/me/onenote/notebooks', 'Your notebooks', NOTEBOOKS_READ, {
    query: LIST,
    answer: many('Notebook'),
  }),
  post('notes.notebooks.create', '/me/onenote/notebooks', 'Make a notebook', NOTES_CREATE, {
    body: named,
    answer: one('Notebook'),
    status: 201,
  }),
  get('notes.notebooks.get', NOTEBOOK, 'A notebook', NOTEBOOKS_READ, { query: ENTITY, answer: one('Notebook') }),
  get('notes.notebooks.sections', `${NOTEBOOK}/sections`, 'Sections of a notebook', NOTEBOOKS_READ, {
    query: LIST,
    answer: many('Section'),
  }),
  post('notes.notebooks.sections.create', `${NOTEBOOK}/sections`, 'Make a section', NOTES_CREATE, {
    body: named,
    answer: one('Section'),
    status: 201,
  }),
  get('notes.sections.list', '/me/onenote/sections', 'All your sections', NOTEBOOKS_READ, {
    query: LIST,
    answer: many('Section'),
  }),
  get('notes.sections.get', SECTION, 'A section', NOTEBOOKS_READ, { query: ENTITY, answer: one('Section') }),
  get('notes.sections.pages', `${SECTION}/pages`, 'Pages of a section', PAGES_READ, {
    query: LIST,
    answer: many('Page'),
  }),
  post('notes.sections.pages.create', `${SECTION}/pages`, 'Make a page in a section', NOTES_CREATE, NEW_PAGE),
  get('notes.pages.list', '/me/onenote/pages', 'All your pages, newest first', PAGES_READ, {
    query: LIST,
    answer: many('Page'),
  }),
  post('notes.pages.create', '/me/onenote/pages', 'Make a page in your default section', NOTES_CREATE, NEW_PAGE),
  get('notes.pages.get', ONE_PAGE, 'A page', PAGES_READ, { query: ENTITY, answer: one('Page') }),
  remove('notes.pages.delete', ONE_PAGE, 'Delete a page', PAGES_WRITE),
  get('notes.pages.content', `${ONE_PAGE}/content`, 'A page as HTML, or as Markdown', PAGES_READ, {
    answer: { kind: 'page' },
  }),
  patch('notes.pages.content.update', `${ONE_PAGE}/content`, 'Change a page', PAGES_WRITE, {
    body: {
      mediaTypes: ['application/json', 'multipart/form-data'],
      schema: {
        type: 'array',
        items: {
          type: 'object',
          required: ['target', 'action'],
          properties: {
            target: { ...text, description: 'An element: `body`, `title`, `#data-id` or a generated id' },
            action: { ...text, enum: ['append', 'insert', 'prepend', 'replace', 'delete'] },
            position: { ...text, enum: ['after', 'before'] },
            content: { ...text, description: 'HTML' },
          },
        },
      },
      limit: PAGE.limit,
    },
    answer: NOTHING,
    status: 204,
  }),
  get('notes.pages.preview', `${ONE_PAGE}/preview`, 'A text of up to 300 characters from a page', PAGES_READ, {
    function: true,
    answer: one('PagePreview'),
  }),
  get(
    'notes.resources.content',
    '/me/onenote/resources/{onenoteResource-id}/content',
    'A file or image in a page',
    PAGES_READ,
    {
      answer: bytes('application/octet-stream'),
    },
  ),
];
