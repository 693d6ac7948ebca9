import { isoSeconds } from '../moment.js';
import { DRIVE } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { ITEM_TYPE } from './drive-type.js';
import { itemObject } from './item.js';

/** Items of others that were shared with the user. */
export const SHARED_WITH_ME: readonly Operation[] = owned({
  method: 'GET',
  path: '/drive/sharedWithMe()',
  workload: 'drive',
  personal: true,
  scopes: ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
  roles: ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
  answer: (call, owner): Answer => ({
    kind: 'collection',
    collection: {
      type: ITEM_TYPE,
      dialect: DRIVE,
      context: 'Collection(driveItem)',
      items: sharedWith(call, owner.id),
      page: { standard: 200, max: 1000 },
    },
  }),
});

/** The items as they are told where they do not lie in the asker's own drive: with a `remoteItem`. */
function sharedWith({ world }: Call, userId: string): readonly GraphObject[] {
  return world.sharing.all.flatMap(({ drive, itemId, grants }) => {
    const entry = drive.byId(itemId);
    const grant = grants.find((each) => each.kind === 'user' && each.userId === userId);
    if (entry === undefined || grant?.kind !== 'user') return [];
    const { eTag: _eTag, cTag: _cTag, parentReference, ...item } = itemObject(drive, entry, undefined);
    const { home } = drive;
    const shared = { scope: 'users', sharedDateTime: isoSeconds(grant.at), sharedBy: home.owner, owner: home.owner };
    return [{ ...item, remoteItem: { ...item, parentReference, shared } }];
  });
}
