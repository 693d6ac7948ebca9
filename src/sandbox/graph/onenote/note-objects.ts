import type { User } from '../../directory/types.js';
import type { GraphObject } from '../odata/schema.js';
import type { Notebook, Page, Section } from './notebooks.js';

/** Whose notes, and below which address their links are. */
export interface NotesOf {
  readonly owner: User;
  /** The origin asked. */
  readonly origin: string;
}

export function notebookObject(of: NotesOf, notebook: Notebook): GraphObject {
  const self = `${base(of)}/notebooks/${notebook.id}`;
  return {
    ...common(of, self, notebook),
    isDefault: notebook.isDefault,
    isShared: false,
    userRole: 'Owner',
    sectionsUrl: `${self}/sections`,
    sectionGroupsUrl: `${self}/sectionGroups`,
  };
}

/** A section with its notebook, which OneNote answers unasked. */
export function sectionObject(of: NotesOf, section: Section, notebook: Notebook): GraphObject {
  const self = `${base(of)}/sections/${section.id}`;
  const parent = { id: notebook.id, displayName: notebook.displayName, self: `${base(of)}/notebooks/${notebook.id}` };
  return {
    ...common(of, self, section),
    isDefault: section.isDefault,
    pagesUrl: `${self}/pages`,
    parentNotebook: parent,
    parentSectionGroup: null,
  };
}

/** A page with its section, which OneNote answers unasked. */
export function pageObject(of: NotesOf, page: Page, section: Section, order: number): GraphObject {
  const self = `${base(of)}/pages/${page.id}`;
  return {
    id: page.id,
    self,
    createdDateTime: page.created,
    lastModifiedDateTime: page.changed,
    title: page.title,
    createdByAppId: '',
    contentUrl: `${self}/content`,
    level: 0,
    order,
    userTags: [],
    links: links(page.id),
    parentSection: { id: section.id, displayName: section.displayName, self: `${base(of)}/sections/${section.id}` },
  };
}

function common({ owner }: NotesOf, self: string, named: Notebook | Section): GraphObject {
  const by = { user: { id: owner.id, displayName: owner.displayName } };
  return {
    id: named.id,
    self,
    createdDateTime: named.created,
    lastModifiedDateTime: changedAt(named),
    displayName: named.displayName,
    createdBy: by,
    lastModifiedBy: by,
    links: links(named.id),
  };
}

/** When the last page within was changed. */
function changedAt(named: Notebook | Section): string {
  const pages = 'pages' in named ? named.pages : named.sections.flatMap((section) => section.pages);
  return pages.reduce((latest, { changed }) => (changed > latest ? changed : latest), named.created);
}

function links(id: string): GraphObject {
  const address = `https://www.onenote.com/redirect?id=${encodeURIComponent(id)}`;
  return { oneNoteClientUrl: { href: `onenote:${address}` }, oneNoteWebUrl: { href: address } };
}

function base({ owner, origin }: NotesOf): string {
  return `${origin}/v1.0/users/${owner.id}/onenote`;
}

/** The absolute address of an image's or file's bytes, as OneNote writes it into pages. */
export function resourceAddress({ owner, origin }: NotesOf, id: string): string {
  const user = encodeURIComponent(owner.userPrincipalName.replaceAll("'", "''")).replaceAll('%40', '@');
  return `${origin}/v1.0/users('${user}')/onenote/resources/${id}/$value`;
}
