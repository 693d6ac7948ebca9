import type { EntityType } from '../odata/schema.js';
import { bool, collection, complex, dateTime, number, text } from '../odata/schema.js';

const identity = complex({ user: complex({ id: text, displayName: text }) });
const link = complex({ href: text });

const BASE = {
  id: text,
  self: text,
  createdDateTime: dateTime,
  lastModifiedDateTime: dateTime,
};
const NAMED = { ...BASE, displayName: text, createdBy: identity, lastModifiedBy: identity };

export const NOTEBOOK_TYPE: EntityType = {
  name: 'microsoft.graph.notebook',
  members: {
    ...NAMED,
    isDefault: bool,
    isShared: bool,
    userRole: text,
    sectionsUrl: text,
    sectionGroupsUrl: text,
    links: complex({ oneNoteClientUrl: link, oneNoteWebUrl: link }),
  },
};

export const SECTION_TYPE: EntityType = {
  name: 'microsoft.graph.onenoteSection',
  members: {
    ...NAMED,
    isDefault: bool,
    pagesUrl: text,
    links: complex({ oneNoteClientUrl: link, oneNoteWebUrl: link }),
  },
};

export const PAGE_TYPE: EntityType = {
  name: 'microsoft.graph.onenotePage',
  members: {
    ...BASE,
    title: text,
    createdByAppId: text,
    contentUrl: text,
    level: number,
    order: number,
    userTags: collection(text),
    links: complex({ oneNoteClientUrl: link, oneNoteWebUrl: link }),
  },
};
