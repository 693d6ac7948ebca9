import type { EntityType, GraphObject } from '../odata/schema.js';
import { bool, collection, complex, text } from '../odata/schema.js';
import type { World } from '../world.js';
import type { Drive } from './drive.js';
import { userIdentity } from './drive-home.js';
import { shareId } from './share-id.js';
import type { Grant } from './sharing.js';

const identity = complex({ user: complex({ id: text, email: text, displayName: text }) });

export const PERMISSION_TYPE: EntityType = {
  name: 'microsoft.graph.permission',
  members: {
    id: text,
    roles: collection(text),
    shareId: text,
    hasPassword: bool,
    expirationDateTime: text,
    grantedTo: identity,
    grantedToV2: identity,
    grantedToIdentitiesV2: collection(identity),
    link: complex({ type: text, scope: text, webUrl: text, preventsDownload: bool }),
  },
};

/** microsoft.graph.permission of a grant. */
export function permissionObject({ people }: World, grant: Grant): GraphObject {
  if (grant.kind === 'user') {
    const user = people.withId(grant.userId);
    const granted = user === undefined ? { user: { id: grant.userId } } : userIdentity(user);
    return { id: grant.id, roles: [grant.role], grantedTo: granted, grantedToV2: granted };
  }
  return {
    id: grant.id,
    roles: [grant.role],
    shareId: shareId(grant.webUrl),
    hasPassword: false,
    ...(grant.expires !== undefined && { expirationDateTime: grant.expires }),
    grantedToIdentitiesV2: [],
    link: { type: grant.type, scope: grant.scope, webUrl: grant.webUrl, preventsDownload: false },
  };
}

/** The owner's own permission, which every item has. */
export function ownership({ home }: Drive): GraphObject {
  return {
    id: Buffer.from(`owner ${home.key}`).toString('base64url'),
    roles: ['owner'],
    grantedTo: home.owner,
    grantedToV2: home.owner,
  };
}
