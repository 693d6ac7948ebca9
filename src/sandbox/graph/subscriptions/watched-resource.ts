import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { valueAt } from '../odata/schema.js';
import type { GraphObject } from '../odata/schema.js';
import type { Call, Workload } from '../operation.js';
import { segmentsOf } from '../path.js';
import { denied, requirePermission } from '../permission.js';
import { eventsOf, mailFolderId, messagesOf } from '../readings.js';
import type { ChangeType } from './subscription.js';

/** What a subscription listens to. */
export interface WatchedResource {
  /** Whether what changes in this collection of `world.changes` is meant. */
  readonly hears: (collection: string, id: string) => boolean;
  /** What is there now, to tell new things from changed ones. */
  readonly ids: () => readonly string[];
  /** How a change is told; several changes of what has no id are one. */
  readonly told: (id: string) => { readonly resource: string; readonly resourceData: GraphObject };
  /** Change types one can subscribe to. */
  readonly changeTypes: readonly ChangeType[];
  /** Whether new things are told as changed ones. */
  readonly withoutCreated: boolean;
  /** Minutes a subscription can last (https://learn.microsoft.com/graph/change-notifications-overview#subscription-lifetime). */
  readonly lifetime: number;
}

interface Kind {
  readonly workload: Workload;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

const MAIL: Kind = {
  workload: 'outlook',
  scopes: ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
  roles: ['Mail.ReadBasic.All', 'Mail.Read', 'Mail.ReadWrite'],
};
const CALENDAR: Kind = {
  workload: 'outlook',
  scopes: ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
  roles: ['Calendars.Read', 'Calendars.ReadWrite'],
};
const DRIVE: Kind = {
  workload: 'drive',
  scopes: ['Files.Read', 'Files.ReadWrite', 'Files.Read.All', 'Files.ReadWrite.All'],
  roles: ['Files.Read.All', 'Files.ReadWrite.All'],
};
const USERS: Kind = {
  workload: 'directory',
  scopes: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  roles: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};
const EVERY_CHANGE: readonly ChangeType[] = ['created', 'updated', 'deleted'];

/** The resource a subscription names. Throws 400 for what cannot be watched, 403 and 404 as its own service would. */
export function watchedResource(call: Call, written: string): WatchedResource {
  const [path = '', query] = written.replace(/^\//, '').split('?');
  const segments = segmentsOf(`/v1.0/${path}`);
  const [first = '', second, ...below] = segments;
  const root = first.toLowerCase();
  if (query !== undefined) throw unsupported(written);
  if (root === 'users' && below.length === 0) return watchedUsers(call, second);
  const user = root === 'users' ? second : undefined;
  const rest = (root === 'users' ? below : segments.slice(1)).map((each, index) =>
    index === 1 ? each : each.toLowerCase(),
  );
  if (root !== 'me' && user === undefined) throw unsupported(written);
  const owned = (kind: Kind): User => ownerOf(call, kind, user);
  if (rest.join('/') === 'messages') return watchedMessages(call, owned(MAIL), undefined);
  if (rest.length === 3 && rest[0] === 'mailfolders' && rest[2] === 'messages')
    return watchedMessages(call, owned(MAIL), rest[1]);
  if (rest.join('/') === 'events') return watchedEvents(call, owned(CALENDAR));
  if (rest.length === 2 && rest[0] === 'drive' && rest[1]?.toLowerCase() === 'root')
    return watchedDrive(call, owned(DRIVE), written);
  throw unsupported(written);
}

function watchedMessages({ world }: Call, owner: User, folder: string | undefined): WatchedResource {
  const folderId = folder === undefined ? undefined : mailFolderId(owner, folder);
  const within = (): readonly GraphObject[] =>
    messagesOf(world, owner).filter((each) => folderId === undefined || each['parentFolderId'] === folderId);
  const collection = `messages of ${owner.id} in ${folderId ?? ''}`;
  return {
    hears: (name) => (folderId === undefined ? name.startsWith(collection) : name === collection),
    ids: () => idsOf(within()),
    told: (id) => outlookChange(owner, 'Message', id, messagesOf(world, owner)),
    changeTypes: EVERY_CHANGE,
    withoutCreated: false,
    lifetime: 10_070,
  };
}

function watchedEvents({ world }: Call, owner: User): WatchedResource {
  return {
    hears: (name) => name === `events of ${owner.id}` || name.startsWith(`events of ${owner.id} `),
    ids: () => idsOf(eventsOf(world, owner)),
    told: (id) => outlookChange(owner, 'Event', id, eventsOf(world, owner)),
    changeTypes: EVERY_CHANGE,
    withoutCreated: false,
    lifetime: 10_070,
  };
}

/** Drives tell that something below the root has changed, not what: the delta query does. */
function watchedDrive({ world }: Call, owner: User, written: string): WatchedResource {
  const { id: driveId } = world.drives.of(owner);
  return {
    hears: (name) => name === `drive ${driveId}`,
    ids: () => [],
    told: () => ({ resource: written, resourceData: { '@odata.type': '#Microsoft.Graph.DriveItem' } }),
    changeTypes: ['updated'],
    withoutCreated: true,
    lifetime: 42_300,
  };
}

function watchedUsers(call: Call, key: string | undefined): WatchedResource {
  permit(call, USERS);
  const { world, caller } = call;
  const only = key === undefined ? undefined : ownerOf(call, USERS, key).id;
  return {
    hears: (name, id) => name === `users of ${caller.tenant.id}` && (only === undefined || only === id),
    ids: () => world.people.of(caller.tenant.id).map(({ id }) => id),
    told: (id) => ({
      resource: `Users/${id}`,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.User',
        '@odata.id': `Users/${id}`,
        id,
        organizationId: caller.tenant.id,
      },
    }),
    changeTypes: ['updated', 'deleted'],
    withoutCreated: true,
    lifetime: 41_760,
  };
}

function ownerOf(call: Call, kind: Kind, key: string | undefined): User {
  permit(call, kind);
  if (key === undefined && call.caller.user === undefined) throw new GraphError('delegatedOnly');
  const owner = call.world.people.owner({ ...call, parameters: key === undefined ? {} : { user: key } }, kind.workload);
  if (owner.guest && kind.workload === 'outlook') throw denied(kind.workload);
  return owner;
}

function permit({ caller }: Call, { workload, scopes, roles }: Kind): void {
  const path = '/subscriptions';
  const personal = workload !== 'directory';
  requirePermission(
    { method: 'POST', path, workload, scopes, roles, personal, answer: () => ({ kind: 'nothing' }) },
    caller,
  );
}

function outlookChange(
  owner: User,
  type: 'Message' | 'Event',
  id: string,
  present: readonly GraphObject[],
): ReturnType<WatchedResource['told']> {
  const resource = `Users/${owner.id}/${type}s/${id}`;
  const found = present.find((each) => each['id'] === id);
  const etag = found === undefined ? undefined : valueAt(found, ['@odata.etag']);
  return {
    resource,
    resourceData: {
      '@odata.type': `#Microsoft.Graph.${type}`,
      '@odata.id': resource,
      ...(typeof etag === 'string' && { '@odata.etag': etag }),
      id,
    },
  };
}

function idsOf(objects: readonly GraphObject[]): readonly string[] {
  return objects.map(({ id }) => String(id));
}

function unsupported(resource: string): GraphError {
  return new GraphError(
    'subscriptionRefused',
    `Resource '${resource.slice(0, 80)}' is not supported for subscriptions here: use messages, mailFolders/{id}/messages, events, drive/root or users.`,
  );
}
