import type { User } from '../../directory/types.js';
import { NOTES } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { notebookObject, pageObject, resourceAddress, sectionObject } from './note-objects.js';
import { NOTEBOOK_TYPE, PAGE_TYPE, SECTION_TYPE } from './note-type.js';
import type { Shelved, Written } from './found-notes.js';
import { allPages, allSections, known, notebookOf, pageOf, sectionOf } from './found-notes.js';
import { firstImage, pageHtml, previewText } from './page-html.js';

const READ = ['Notes.Read', 'Notes.ReadWrite', 'Notes.Read.All', 'Notes.ReadWrite.All'];
const SHELVES = ['Notes.Create', ...READ];
/** OneNote no longer serves applications without a user: no roles. */
const COMMON = { method: 'GET', workload: 'notes', personal: true, scopes: SHELVES } as const;
const PAGE = { standard: 20, max: 100 };

/** Notebooks, sections, pages and the pages' HTML, read. */
export const NOTE_READING: readonly Operation[] = [
  ...owned({ ...COMMON, path: '/onenote/notebooks', answer: notebooks }),
  ...owned({ ...COMMON, path: '/onenote/notebooks/{notebook}', answer: notebook }),
  ...owned({ ...COMMON, path: '/onenote/notebooks/{notebook}/sections', answer: sectionsOfNotebook }),
  ...owned({
    ...COMMON,
    path: '/onenote/sections',
    answer: (call, owner) => sections(call, owner, allSections(call, owner), 'sections'),
  }),
  ...owned({ ...COMMON, path: '/onenote/sections/{section}', answer: section }),
  ...owned({ ...COMMON, path: '/onenote/sections/{section}/pages', scopes: READ, answer: pagesOfSection }),
  ...owned({
    ...COMMON,
    path: '/onenote/pages',
    scopes: READ,
    answer: (call, owner) => pages(call, owner, allPages(call, owner), 'pages'),
  }),
  ...owned({ ...COMMON, path: '/onenote/pages/{page}', scopes: READ, answer: page }),
  ...owned({ ...COMMON, path: '/onenote/pages/{page}/content', scopes: READ, answer: content }),
  ...owned({ ...COMMON, path: '/onenote/pages/{page}/preview()', scopes: READ, answer: preview }),
  ...owned({ ...COMMON, path: '/onenote/resources/{resource}/content', scopes: READ, answer: resource }),
  ...owned({ ...COMMON, path: '/onenote/resources/{resource}/$value', scopes: READ, answer: resource }),
];

function notebooks(call: Call, owner: User): Answer {
  const items = call.world.notebooks.of(owner).map((each) => notebookObject({ owner, origin: call.origin }, each));
  return listed(owner, NOTEBOOK_TYPE, 'notebooks', items);
}

function notebook(call: Call, owner: User): Answer {
  return single(
    owner,
    NOTEBOOK_TYPE,
    'notebooks',
    notebookObject({ owner, origin: call.origin }, notebookOf(call, owner)),
  );
}

function sectionsOfNotebook(call: Call, owner: User): Answer {
  const { id } = notebookOf(call, owner);
  const within = allSections(call, owner).filter((each) => each.notebook.id === id);
  return sections(call, owner, within, `notebooks('${id}')/sections`);
}

function section(call: Call, owner: User): Answer {
  const shelved = sectionOf(call, owner);
  return single(
    owner,
    SECTION_TYPE,
    'sections',
    sectionObject({ owner, origin: call.origin }, shelved.section, shelved.notebook),
  );
}

function pagesOfSection(call: Call, owner: User): Answer {
  const { id } = sectionOf(call, owner).section;
  const within = allPages(call, owner).filter((each) => each.section.id === id);
  return pages(call, owner, within, `sections('${id}')/pages`);
}

function page(call: Call, owner: User): Answer {
  return single(owner, PAGE_TYPE, 'pages', describedPage(call, owner, pageOf(call, owner)));
}

function content(call: Call, owner: User): Answer {
  const withIds = call.query.parameters['includeids']?.toLowerCase() === 'true';
  const html = pageHtml(pageOf(call, owner).page, (id) => resourceAddress({ owner, origin: call.origin }, id), withIds);
  return {
    kind: 'bytes',
    bytes: Buffer.from(html),
    headers: { 'content-type': 'text/html', 'x-content-type-options': 'nosniff' },
  };
}

function preview(call: Call, owner: User): Answer {
  const { page: previewed } = pageOf(call, owner);
  const image = firstImage(previewed);
  return {
    kind: 'value',
    context: 'microsoft.graph.onenotePagePreview',
    value: {
      previewText: previewText(previewed),
      links: {
        previewImageUrl: image === undefined ? null : { href: resourceAddress({ owner, origin: call.origin }, image) },
      },
    },
  };
}

function resource(call: Call, owner: User): Answer {
  const { bytes } = known(call.world.notebooks.resource(owner, parameter(call, 'resource')));
  return {
    kind: 'bytes',
    bytes,
    headers: { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' },
  };
}

function sections(call: Call, owner: User, shelved: readonly Shelved[], below: string): Answer {
  const items = shelved.map((each) => sectionObject({ owner, origin: call.origin }, each.section, each.notebook));
  return listed(owner, SECTION_TYPE, below, items);
}

function pages(call: Call, owner: User, written: readonly Written[], below: string): Answer {
  const items = written
    .map((each) => describedPage(call, owner, each))
    .toSorted((one, other) => String(other['lastModifiedDateTime']).localeCompare(String(one['lastModifiedDateTime'])));
  return listed(owner, PAGE_TYPE, below, items);
}

function describedPage(call: Call, owner: User, written: Written): GraphObject {
  return pageObject({ owner, origin: call.origin }, written.page, written.section, written.order);
}

function listed(owner: User, type: EntityType, below: string, items: readonly GraphObject[]): Answer {
  const context = `users('${owner.id}')/onenote/${below}`;
  return { kind: 'collection', collection: { type, dialect: NOTES, context, items, page: PAGE } };
}

function single(owner: User, type: EntityType, below: string, item: GraphObject): Answer {
  return { kind: 'entity', entity: { type, context: `users('${owner.id}')/onenote/${below}`, item } };
}
