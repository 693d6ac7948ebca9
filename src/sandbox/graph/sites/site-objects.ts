import { guidOf, sha } from '../files/drive-home.js';
import { isoSeconds } from '../moment.js';
import type { GraphObject } from '../odata/schema.js';
import type { Column } from './site-seeds.js';
import type { Site, SiteList, SiteListItem } from './sites.js';

/** microsoft.graph.site. */
export function siteObject(site: Site): GraphObject {
  const time = isoSeconds(site.created);
  return {
    id: site.id,
    name: site.path.split('/').at(-1) ?? '',
    displayName: site.displayName,
    description: site.description,
    webUrl: site.webUrl,
    createdDateTime: time,
    lastModifiedDateTime: time,
    ...(site.path === '' && { root: {} }),
    siteCollection: { hostname: site.host },
  };
}

/** microsoft.graph.list; the library's name in addresses is not the one people see. */
export function listObject(site: Site, list: SiteList): GraphObject {
  const library = isLibrary(list);
  const changed = list.items.reduce((latest, { modified }) => Math.max(latest, modified.at), site.created);
  const by = list.items[0]?.created.identity ?? { user: { displayName: 'System Account' } };
  return {
    '@odata.etag': `"${list.id},${list.items.length}"`,
    id: list.id,
    name: list.name,
    displayName: library ? 'Documents' : list.name,
    description: list.description,
    eTag: `"${list.id},${list.items.length}"`,
    webUrl: `${site.webUrl}/${library ? '' : 'Lists/'}${encodeURIComponent(list.name)}`,
    createdDateTime: isoSeconds(site.created),
    lastModifiedDateTime: isoSeconds(changed),
    createdBy: by,
    lastModifiedBy: by,
    parentReference: { siteId: site.id },
    list: { contentTypesEnabled: false, hidden: false, template: library ? 'documentLibrary' : 'genericList' },
  };
}

/** microsoft.graph.listItem with its fields, which are answered where they are asked for. */
export function listItemObject(site: Site, list: SiteList, item: SiteListItem): GraphObject {
  const etag = `"${item.uniqueId},${item.entry?.revision ?? 1}"`;
  const kind = item.entry === undefined ? 'Item' : item.entry.bytes === undefined ? 'Folder' : 'Document';
  const [created, modified] = [isoSeconds(item.created.at), isoSeconds(item.modified.at)];
  return {
    '@odata.etag': etag,
    id: item.id,
    eTag: etag,
    webUrl: webUrlOf(site, list, item),
    createdDateTime: created,
    lastModifiedDateTime: modified,
    createdBy: item.created.identity,
    lastModifiedBy: item.modified.identity,
    parentReference: { id: list.id, siteId: site.id },
    contentType: { id: kind === 'Item' ? '0x0100' : kind === 'Folder' ? '0x0120' : '0x0101', name: kind },
    fields: {
      '@odata.etag': etag,
      id: item.id,
      ContentType: kind,
      ...item.fields,
      Created: created,
      Modified: modified,
      Attachments: false,
      _UIVersionString: `${item.entry?.revision ?? 1}.0`,
    },
  };
}

/** microsoft.graph.columnDefinition. */
export function columnObject(
  list: SiteList,
  { name, displayName = name, kind, choices, indexed }: Column,
): GraphObject {
  const shape = {
    text: { text: { allowMultipleLines: false, maxLength: 255 } },
    note: { text: { allowMultipleLines: true } },
    number: { number: { decimalPlaces: 'automatic' } },
    boolean: { boolean: {} },
    dateTime: { dateTime: { format: 'dateTime' } },
    choice: { choice: { allowTextEntry: false, choices: choices ?? [], displayAs: 'dropDownMenu' } },
  }[kind];
  return {
    id: guidOf(sha('column', list.id, name)).toLowerCase(),
    name,
    displayName,
    indexed,
    readOnly: false,
    required: name === 'Title',
    hidden: false,
    ...shape,
  };
}

function webUrlOf(site: Site, list: SiteList, { id, entry }: SiteListItem): string {
  if (entry === undefined) return `${site.webUrl}/Lists/${encodeURIComponent(list.name)}/${id}_.000`;
  return `${site.drive.home.webUrl}${site.drive.pathOf(entry).split('/').map(encodeURIComponent).join('/')}`;
}

function isLibrary(list: SiteList): boolean {
  return list.name === 'Shared Documents';
}
