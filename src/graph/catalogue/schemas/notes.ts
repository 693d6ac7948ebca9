import { count, entity, flag, id, identitySet, part, text, time } from './notation.js';

const links = part({ oneNoteClientUrl: part({ href: text }), oneNoteWebUrl: part({ href: text }) });
const parent = part({ id: text, displayName: text, self: text });

/** OneNote. */
export const NOTE_SCHEMAS = {
  Notebook: entity('A OneNote notebook.', {
    id,
    displayName: text,
    isDefault: flag,
    isShared: flag,
    userRole: text,
    createdBy: identitySet,
    createdDateTime: time,
    lastModifiedDateTime: time,
    sectionsUrl: text,
    sectionGroupsUrl: text,
    self: text,
    links,
  }),
  Section: entity('A OneNote section.', {
    id,
    displayName: text,
    isDefault: flag,
    createdBy: identitySet,
    createdDateTime: time,
    lastModifiedDateTime: time,
    pagesUrl: text,
    parentNotebook: parent,
    self: text,
    links,
  }),
  Page: entity('A OneNote page.', {
    id,
    title: text,
    createdByAppId: text,
    createdDateTime: time,
    lastModifiedDateTime: time,
    contentUrl: text,
    level: count,
    order: count,
    parentSection: parent,
    parentNotebook: parent,
    self: text,
    links,
  }),
  PagePreview: entity('The beginning of a OneNote page.', {
    previewText: text,
    links: part({ previewImageUrl: part({ href: text }) }),
  }),
};
