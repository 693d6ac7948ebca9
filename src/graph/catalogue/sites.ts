import type { Operation } from '../operation.js';
import { ENTITY, ITEMS, area, many, one } from './notation.js';
import { FILES_READ, SITES_READ } from './scopes.js';

const { get } = area('Sites', false);
const SITE = '/sites/{site-id}';
const SITE_LIST = `${SITE}/lists/{list-id}`;

/** SharePoint sites and their lists, for reading. */
export const SITES: readonly Operation[] = [
  get('sites.search', '/sites', 'Search for sites', SITES_READ, {
    query: ['select', 'top'],
    requiredQuery: ['search'],
    answer: many('Site'),
  }),
  get('sites.root', '/sites/root', "The tenant's root site", SITES_READ, { query: ENTITY, answer: one('Site') }),
  get('sites.get', SITE, 'A site', SITES_READ, { query: ENTITY, answer: one('Site') }),
  get('sites.lists.list', `${SITE}/lists`, 'Lists of a site', SITES_READ, { query: ITEMS, answer: many('List') }),
  get('sites.lists.get', SITE_LIST, 'A list', SITES_READ, { query: ENTITY, answer: one('List') }),
  get('sites.lists.items.list', `${SITE_LIST}/items`, 'Items of a list', SITES_READ, {
    query: [...ITEMS, 'filter'],
    answer: many('ListItem'),
  }),
  get('sites.lists.items.get', `${SITE_LIST}/items/{listItem-id}`, 'An item of a list', SITES_READ, {
    query: ENTITY,
    answer: one('ListItem'),
  }),
  get('sites.drive', `${SITE}/drive`, 'The document library of a site', FILES_READ, {
    query: ENTITY,
    answer: one('Drive'),
  }),
  get('sites.drive.children', `${SITE}/drive/root/children`, 'What lies at its root', FILES_READ, {
    query: ITEMS,
    answer: many('DriveItem'),
  }),
];
