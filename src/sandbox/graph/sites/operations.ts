import { GraphError } from '../errors.js';
import type { ResourceCollection } from '../odata/answer.js';
import { DRIVE } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { parameter } from '../operation.js';
import { libraryList } from './library-list.js';
import { itemDialect, itemTypeOf, listTypeOf } from './list-type.js';
import { listItemObject, listObject, siteObject } from './site-objects.js';
import { SITE_TYPE } from './site-type.js';
import type { Site, SiteList } from './sites.js';

const READ = ['Sites.Read.All', 'Sites.ReadWrite.All'];
const COMMON = { method: 'GET', workload: 'drive', personal: false, scopes: READ, roles: READ } as const;
const PAGE = { standard: 200, max: 5000 };

/** Sites, their lists and the lists' items; what lies in libraries is reached by their drives as well. */
export const SITE_OPERATIONS: readonly Operation[] = [
  { ...COMMON, path: '/sites', answer: search },
  ...onSite('', (_call, site) => ({
    kind: 'entity',
    entity: { type: SITE_TYPE, context: 'sites', item: siteObject(site) },
  })),
  ...onSite('/lists', lists),
  ...onSite('/lists/{list}', list),
  ...onSite('/lists/{list}/items', items),
  ...onSite('/lists/{list}/items/{item}', item),
];

/** An operation on a site named by `root`, id, host, or by host and path. */
function onSite(below: string, answer: (call: Call, site: Site) => Answer): readonly Operation[] {
  return [
    {
      ...COMMON,
      path: `/sites/{site}${below}`,
      answer: (call) => answer(call, call.world.sites.find(call, parameter(call, 'site'))),
    },
    {
      ...COMMON,
      path: below === '' ? '/sites/{site}:/{path}' : `/sites/{site}:/{path}:${below}`,
      answer: (call) => answer(call, call.world.sites.find(call, parameter(call, 'site'), parameter(call, 'path'))),
    },
  ];
}

/** https://learn.microsoft.com/graph/api/site-search: `search=*` finds all; without it nothing is answered. */
function search(call: Call): Answer {
  const { search: words } = call.query.options;
  const sites = words === undefined ? [] : call.world.sites.of(call);
  return {
    kind: 'collection',
    collection: {
      type: SITE_TYPE,
      dialect: { ...DRIVE, search: 'kql' },
      context: 'sites',
      items: sites.map(siteObject),
      page: PAGE,
    },
  };
}

function lists(_call: Call, site: Site): Answer {
  const all = [libraryList(site), ...site.lists];
  return {
    kind: 'collection',
    collection: {
      type: listTypeOf(all),
      dialect: DRIVE,
      context: `${contextOf(site)}/lists`,
      items: all.map((each) => listObject(site, each)),
      page: PAGE,
    },
  };
}

function list(call: Call, site: Site): Answer {
  const found = listNamed(call, site);
  return {
    kind: 'entity',
    entity: { type: listTypeOf([found]), context: `${contextOf(site)}/lists`, item: listObject(site, found) },
  };
}

function items(call: Call, site: Site): Answer {
  return { kind: 'collection', collection: itemsOf(call, site, listNamed(call, site)) };
}

function item(call: Call, site: Site): Answer {
  const within = listNamed(call, site);
  const found = within.items.find(({ id }) => id === parameter(call, 'item'));
  if (found === undefined) throw new GraphError('fileNotFound', 'The specified item was not found.');
  const { type, context } = itemsOf(call, site, within);
  return { kind: 'entity', entity: { type, context, item: listItemObject(site, within, found) } };
}

function itemsOf(call: Call, site: Site, within: SiteList): ResourceCollection {
  return {
    type: itemTypeOf(call, site, within),
    dialect: itemDialect(call, within),
    context: `${contextOf(site)}/lists('${within.id}')/items`,
    items: within.items.map((each) => listItemObject(site, within, each)),
    page: PAGE,
  };
}

/** By id, or by either of its names. Throws 404. */
function listNamed(call: Call, site: Site): SiteList {
  const wanted = parameter(call, 'list').toLowerCase();
  const found = [libraryList(site), ...site.lists].find(
    (each) =>
      each.id === wanted ||
      each.name.toLowerCase() === wanted ||
      String(listObject(site, each)['displayName']).toLowerCase() === wanted,
  );
  if (found === undefined) throw new GraphError('fileNotFound', 'The specified list was not found');
  return found;
}

function contextOf({ id }: Site): string {
  return `sites('${encodeURIComponent(id)}')`;
}
