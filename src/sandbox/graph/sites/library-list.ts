import { guidOf, sha } from '../files/drive-home.js';
import type { Column } from './site-seeds.js';
import type { Site, SiteList } from './sites.js';

const COLUMNS: readonly Column[] = [
  { name: 'FileLeafRef', displayName: 'Name', kind: 'text', indexed: true },
  { name: 'Title', kind: 'text', indexed: false },
  { name: 'FileSizeDisplay', displayName: 'File Size', kind: 'text', indexed: false },
];

/** The document library as the list it is as well: an item for each file and folder there is now. */
export function libraryList({ drive }: Site): SiteList {
  return {
    id: guidOf(sha('library list', drive.id)).toLowerCase(),
    name: 'Shared Documents',
    description: '',
    columns: COLUMNS,
    items: drive.all
      .filter(({ parentId }) => parentId !== undefined)
      .toSorted((one, other) => one.number - other.number)
      .map((entry) => ({
        id: String(entry.number),
        uniqueId: entry.uniqueId.toLowerCase(),
        created: entry.created,
        modified: entry.modified,
        fields: {
          FileLeafRef: entry.name,
          LinkFilename: entry.name,
          ...(entry.bytes !== undefined && { FileSizeDisplay: String(entry.bytes.length) }),
        },
        entry,
      })),
  };
}
