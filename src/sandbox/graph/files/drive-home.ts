import { createHash } from 'node:crypto';
import type { Tenant, User } from '../../directory/types.js';
import type { GraphObject } from '../odata/schema.js';

/** Whose drive it is and where it lies. */
export interface DriveHome {
  /** What ids are made from: the same after every start. */
  readonly key: string;
  readonly id: string;
  readonly tenant: Tenant;
  readonly driveType: 'personal' | 'business' | 'documentLibrary';
  readonly name: string;
  /** Undefined for a library, which belongs to a site. */
  readonly ownerId: string | undefined;
  /** As the drive's `owner`. */
  readonly owner: GraphObject;
  /** The folder of its pre-authenticated addresses, such as `/personal/megan_contoso_example`. */
  readonly folder: string;
  /** Of the root. */
  readonly webUrl: string;
}

/** A user's OneDrive. */
export function personalHome(owner: User, tenant: Tenant): DriveHome {
  const folder = `/personal/${owner.userPrincipalName.replaceAll(/[^a-z0-9]/gi, '_')}`;
  return {
    key: owner.id,
    id: tenant.personal
      ? sha(owner.id).toString('hex').slice(0, 16)
      : `b!${sha(owner.id, 'drive').toString('base64url')}`,
    tenant,
    driveType: tenant.personal ? 'personal' : 'business',
    name: 'OneDrive',
    ownerId: owner.id,
    owner: userIdentity(owner),
    folder,
    webUrl: `https://${tenant.name}-my.sharepoint.com${folder}/Documents`,
  };
}

/** A user, as files tell who did what. */
export function userIdentity({ mail, id, displayName }: User): GraphObject {
  return { user: { email: mail, id, displayName } };
}

export function sha(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** A GUID made from a digest. */
export function guidOf(digest: Buffer): string {
  const hex = digest.toString('hex').toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-A${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
