import { randomBytes } from 'node:crypto';
import type { Drive } from './drive.js';

/** Who beside the owner may read or write an item. */
export type Grant = UserGrant | LinkGrant;

export interface UserGrant {
  readonly kind: 'user';
  readonly id: string;
  readonly role: 'read' | 'write';
  readonly userId: string;
  /** Moment (ms). */
  readonly at: number;
}

/** A sharing link. */
export interface LinkGrant {
  readonly kind: 'link';
  readonly id: string;
  readonly role: 'read' | 'write';
  readonly type: 'view' | 'edit' | 'embed';
  readonly scope: 'anonymous' | 'organization' | 'users';
  readonly webUrl: string;
  /** The application that made it: asking again gives it the same link. */
  readonly madeBy: string;
  readonly expires: string | undefined;
  /** Users who have opened it, and so have access. */
  readonly openedBy: Set<string>;
}

interface Shared {
  readonly drive: Drive;
  readonly itemId: string;
}

/** Everything that is shared with somebody, by item. */
export class Sharing {
  private readonly grants = new Map<string, Grant[]>();
  private readonly places = new Map<string, Shared>();

  of(drive: Drive, itemId: string): readonly Grant[] {
    return this.grants.get(keyOf(drive, itemId)) ?? [];
  }

  add(drive: Drive, itemId: string, grant: Grant): void {
    const key = keyOf(drive, itemId);
    this.places.set(key, { drive, itemId });
    this.grants.set(key, [...this.of(drive, itemId), grant]);
  }

  /** Everything shared, with the grants. */
  get all(): readonly (Shared & { readonly grants: readonly Grant[] })[] {
    return [...this.places.values()].map((shared) => ({ ...shared, grants: this.of(shared.drive, shared.itemId) }));
  }

  /** The link with that address, and what it opens. */
  linkAt(webUrl: string): (Shared & { readonly link: LinkGrant }) | undefined {
    for (const { drive, itemId, grants } of this.all)
      for (const link of grants) if (link.kind === 'link' && link.webUrl === webUrl) return { drive, itemId, link };
    return undefined;
  }
}

/** An id nobody can guess. */
export function grantId(): string {
  return randomBytes(16).toString('base64url');
}

function keyOf(drive: Drive, itemId: string): string {
  return `${drive.id} ${itemId}`;
}
