import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { mediaType } from '../documents.js';
import { GraphError } from '../errors.js';
import { bodyOf } from '../json-body.js';
import { DRIVE } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { parameter } from '../operation.js';
import { requireAccess } from './access.js';
import type { Item } from './addresses.js';
import { onItem } from './addresses.js';
import type { Drive } from './drive.js';
import type { DriveEntry } from './drive-entry.js';
import { webUrl } from './item.js';
import { itemAnswer } from './item-answers.js';
import { PERMISSION_TYPE, ownership, permissionObject } from './permission-object.js';
import { addressOf } from './share-id.js';
import type { LinkGrant } from './sharing.js';
import { grantId } from './sharing.js';

const shape = z.object({
  type: z.enum(['view', 'edit', 'embed']),
  scope: z.enum(['anonymous', 'organization', 'users']).optional(),
  expirationDateTime: z.iso.datetime({ offset: true }).optional(),
});

/** Sharing links: made, listed with other permissions, and opened. */
export const SHARE_LINKS: readonly Operation[] = [
  ...onItem({ method: 'POST', below: '/createLink', access: 'write', answer: createLink }),
  ...onItem({ method: 'GET', below: '/permissions', access: 'read', answer: permissions }),
  {
    method: 'GET',
    path: '/shares/{share}/driveItem',
    workload: 'drive',
    personal: true,
    scopes: ['Files.ReadWrite', 'Files.ReadWrite.All', 'Sites.ReadWrite.All'],
    roles: ['Files.ReadWrite.All', 'Sites.ReadWrite.All'],
    answer: shared,
  },
];

/** https://learn.microsoft.com/graph/api/driveitem-createlink: 201, or 200 with the link this application has already. */
function createLink(call: Call, { drive, entry }: Item): Answer {
  const {
    type,
    scope = drive.home.tenant.personal ? 'anonymous' : 'organization',
    expirationDateTime,
  } = bodyOf(call, shape);
  if (type === 'embed' && !drive.home.tenant.personal)
    throw new GraphError('invalidRequest', 'Links to embed are for personal OneDrives only.');
  const there = call.world.sharing
    .of(drive, entry.id)
    .find(
      (grant): grant is LinkGrant =>
        grant.kind === 'link' && grant.type === type && grant.scope === scope && grant.madeBy === call.caller.id,
    );
  const link = there ?? made(call, drive, entry, { type, scope, expires: expirationDateTime });
  return {
    kind: 'value',
    context: 'microsoft.graph.permission',
    value: permissionObject(call.world, link),
    status: there === undefined ? 201 : 200,
  };
}

function made(
  call: Call,
  drive: Drive,
  entry: DriveEntry,
  wish: Pick<LinkGrant, 'type' | 'scope' | 'expires'>,
): LinkGrant {
  call.world.storage.take(0);
  const grant: LinkGrant = {
    ...wish,
    kind: 'link',
    id: grantId(),
    role: wish.type === 'edit' ? 'write' : 'read',
    webUrl: linkAddress(drive, entry),
    madeBy: call.caller.id,
    openedBy: new Set(),
  };
  call.world.sharing.add(drive, entry.id, grant);
  return grant;
}

/** The letter says what kind of thing it is, the last part is the permission. */
function linkAddress({ home }: Drive, { name, bytes }: DriveEntry): string {
  const type = mediaType(name);
  const kind =
    bytes === undefined
      ? 'f'
      : type.startsWith('image/')
        ? 'i'
        : type.startsWith('text/')
          ? 't'
          : type.endsWith('/pdf')
            ? 'b'
            : 'u';
  const secret = `E${randomBytes(32).toString('base64url')}`;
  return home.tenant.personal
    ? `https://1drv.ms/${kind}/s!${secret}`
    : `${new URL(home.webUrl).origin}/:${kind}:/g${home.folder}/${secret}`;
}

function permissions(call: Call, { drive, entry, context }: Item): Answer {
  const grants = drive.lineage(entry).flatMap(({ id }) => call.world.sharing.of(drive, id));
  return {
    kind: 'collection',
    collection: {
      type: PERMISSION_TYPE,
      dialect: DRIVE,
      context: `${context}/items('${encodeURIComponent(entry.id)}')/permissions`,
      items: [ownership(drive), ...grants.map((grant) => permissionObject(call.world, grant))],
      page: { standard: 200, max: 1000 },
    },
  };
}

/** What a sharing link, or the plain address of an item the caller can see, leads to. Throws 400, 403, 404. */
function shared(call: Call): Answer {
  const address = addressOf(parameter(call, 'share'));
  const opened = call.world.sharing.linkAt(address);
  if (opened === undefined) return plain(call, address);
  const { drive, itemId, link } = opened;
  const entry = drive.byId(itemId);
  if (entry === undefined || (link.expires !== undefined && Date.parse(link.expires) <= call.cloud.clock.now()))
    throw new GraphError(
      'fileNotFound',
      'The sharing link no longer exists, or you do not have permission to access it.',
    );
  if (!mayOpen(call, drive, link)) throw new GraphError('filesDenied');
  if (call.caller.user !== undefined) link.openedBy.add(call.caller.user.id);
  return itemAnswer(call, { drive, entry, context: `drives('${encodeURIComponent(drive.id)}')` });
}

function mayOpen({ caller }: Call, { home }: Drive, { scope }: LinkGrant): boolean {
  if (scope === 'anonymous' || (caller.user !== undefined && caller.user.id === home.ownerId)) return true;
  return scope === 'organization' && home.tenant.id === caller.tenant.id && caller.user?.guest !== true;
}

function plain(call: Call, address: string): Answer {
  for (const drive of call.world.drives.in(call.caller.tenant.id)) {
    const entry = drive.all.find((each) => webUrl(drive, each) === address);
    if (entry === undefined) continue;
    requireAccess(call, drive, entry, 'read');
    return itemAnswer(call, { drive, entry, context: `drives('${encodeURIComponent(drive.id)}')` });
  }
  throw new GraphError('fileNotFound');
}
