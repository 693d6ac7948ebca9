import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { Tenant } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { Author, DriveEntry } from '../files/drive-entry.js';
import type { Drive } from '../files/drive.js';
import { guidOf, sha, userIdentity } from '../files/drive-home.js';
import type { Drives } from '../files/drives.js';
import { momentOf } from '../moment.js';
import type { GraphObject } from '../odata/schema.js';
import type { Call } from '../operation.js';
import type { Column, ListSeed, SiteSeed } from './site-seeds.js';
import { readSites } from './site-seeds.js';

/** A SharePoint site with its document library. */
export interface Site {
  /** `host,guid,guid`. */
  readonly id: string;
  readonly host: string;
  /** Below the host; `` for the root site. */
  readonly path: string;
  readonly displayName: string;
  readonly description: string;
  readonly webUrl: string;
  /** Moment (ms). */
  readonly created: number;
  readonly lists: readonly SiteList[];
  readonly drive: Drive;
}

export interface SiteList {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly columns: readonly Column[];
  readonly items: readonly SiteListItem[];
}

export interface SiteListItem {
  /** A number, counted from 1. */
  readonly id: string;
  readonly uniqueId: string;
  readonly created: Author;
  readonly modified: Author;
  readonly fields: GraphObject;
  /** The file or folder it stands for, in a library. */
  readonly entry: DriveEntry | undefined;
}

/** The sites of all tenants, from `seeds/sites.json`. */
export class Sites {
  private readonly seeds = readSites();
  private readonly made = new Map<string, readonly Site[]>();
  private readonly now: number;

  constructor(
    private readonly directory: Directory,
    private readonly drives: Drives,
    clock: Clock,
  ) {
    this.now = clock.now();
    for (const tenant of directory.tenants)
      this.made.set(
        tenant.id,
        (this.seeds[tenant.domain] ?? []).map((seed) => this.site(tenant, seed)),
      );
  }

  /** The sites the caller may see. Throws 403 for guests, who have none. */
  of({ caller }: Pick<Call, 'caller'>): readonly Site[] {
    if (caller.user?.guest === true) throw new GraphError('filesDenied');
    return this.made.get(caller.tenant.id) ?? [];
  }

  /** By `root`, id or host, or by host and path below it. Throws 400, 404. */
  find(call: Pick<Call, 'caller'>, key: string, path?: string): Site {
    const wanted = key.toLowerCase();
    const sites = this.of(call);
    if (wanted.includes(',')) {
      const byId = sites.find(({ id }) => id.toLowerCase() === wanted);
      if (byId === undefined || path !== undefined) throw notFound();
      return byId;
    }
    const onHost = sites.filter(({ host }) => wanted === 'root' || host === wanted);
    if (onHost.length === 0) throw new GraphError('invalidRequest', 'Invalid hostname for this tenancy');
    const place = (path ?? '').replace(/\/$/, '').toLowerCase();
    const found = onHost.find((site) => site.path.toLowerCase() === place);
    if (found === undefined) throw notFound();
    return found;
  }

  private site(tenant: Tenant, seed: SiteSeed): Site {
    const host = `${tenant.name}.sharepoint.com`;
    const key = `${tenant.id} ${seed.path}`;
    const id = `${host},${guid('site', key)},${guid('web', key)}`;
    const webUrl = `https://${host}${seed.path === '' ? '' : `/${seed.path}`}`;
    const drive = this.drives.open(
      {
        key,
        id: `b!${sha('library', key).toString('base64url')}`,
        tenant,
        driveType: 'documentLibrary',
        name: 'Documents',
        ownerId: undefined,
        owner: { group: { id: guid('group', key), displayName: seed.displayName } },
        folder: `/sites/${seed.path === '' ? tenant.name : seed.path.replace(/^sites\//, '')}`,
        webUrl: `${webUrl}/Shared%20Documents`,
      },
      seed.library,
    );
    return {
      id,
      host,
      path: seed.path,
      displayName: seed.displayName,
      description: seed.description,
      webUrl,
      created: momentOf(this.now, seed.day, '09:00'),
      lists: seed.lists.map((list) => this.list(key, list)),
      drive,
    };
  }

  private list(site: string, { name, description, columns, items }: ListSeed): SiteList {
    return {
      id: guid('list', site, name),
      name,
      description,
      columns,
      items: items.map(({ day, at, by, fields }, index) => {
        const [user] = this.directory.usersNamed(by);
        if (user === undefined) throw new Error(`no seeded user is called ${by}`);
        const author = { identity: userIdentity(user), at: momentOf(this.now, day, at) };
        return {
          id: String(index + 1),
          uniqueId: guid('item', site, name, String(index)),
          created: author,
          modified: author,
          fields,
          entry: undefined,
        };
      }),
    };
  }
}

function guid(...parts: readonly string[]): string {
  return guidOf(sha(...parts)).toLowerCase();
}

function notFound(): GraphError {
  return new GraphError('fileNotFound', 'Requested site could not be found');
}
