import type { EntityType } from '../odata/schema.js';
import { bool, complex, dateTime, number, text } from '../odata/schema.js';

const identity = complex({ user: complex({ id: text, displayName: text, email: text }) });
/** microsoft.graph.baseItem. */
export const BASE = {
  id: text,
  name: text,
  eTag: text,
  description: text,
  webUrl: text,
  createdDateTime: dateTime,
  lastModifiedDateTime: dateTime,
  createdBy: identity,
  lastModifiedBy: identity,
  parentReference: complex({ id: text, siteId: text }),
};

export const SITE_TYPE: EntityType = {
  name: 'microsoft.graph.site',
  members: { ...BASE, displayName: text, root: complex({}), siteCollection: complex({ hostname: text }) },
  search: { words: ['displayName', 'name', 'description', 'webUrl'], named: {} },
};

export const COLUMN_TYPE: EntityType = {
  name: 'microsoft.graph.columnDefinition',
  members: {
    id: text,
    name: text,
    displayName: text,
    indexed: bool,
    readOnly: bool,
    required: bool,
    hidden: bool,
    text: complex({ allowMultipleLines: bool, maxLength: number }),
    number: complex({ decimalPlaces: text }),
    boolean: complex({}),
    dateTime: complex({ format: text }),
    choice: complex({ displayAs: text }),
  },
};

export const LIST_MEMBERS = {
  ...BASE,
  displayName: text,
  list: complex({ contentTypesEnabled: bool, hidden: bool, template: text }),
};
