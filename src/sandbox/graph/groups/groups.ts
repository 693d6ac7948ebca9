import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Directory } from '../../directory/directory.js';
import type { Tenant, User } from '../../directory/types.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { People } from '../people/people.js';
import { GROUP_TYPE } from './group-type.js';

const group = z.strictObject({
  displayName: z.string(),
  mailNickname: z.string(),
  description: z.string().nullable(),
  /** A Microsoft 365 group; else a security group. */
  unified: z.boolean(),
  /** File below seeds/photos. */
  photo: z.string().optional(),
  visibility: z.enum(['Public', 'Private']).optional(),
  owners: z.array(z.string()),
  members: z.array(z.string()),
});

/** A group of one tenant. */
export interface Group {
  readonly tenantId: string;
  readonly object: GraphObject;
  readonly members: readonly User[];
  readonly owners: readonly User[];
  readonly photo: string | undefined;
}

/** The groups of all tenants, from `seeds/groups.json`. */
export class Groups {
  private readonly all: readonly Group[];
  /** microsoft.graph.group with its relations. */
  readonly type: EntityType;

  constructor(directory: Directory, people: People) {
    const file = new URL('../seeds/groups.json', import.meta.url);
    const seeds = z.record(z.string(), z.array(group)).parse(JSON.parse(readFileSync(file, 'utf8')));
    this.all = directory.tenants.flatMap((tenant) =>
      (seeds[tenant.domain] ?? []).map((seed) => {
        const users = (names: readonly string[]): readonly User[] =>
          names.flatMap((name) => directory.usersNamed(name).filter((user) => user.tenantId === tenant.id));
        const object = groupObject(tenant, seed);
        return {
          tenantId: tenant.id,
          object,
          members: users(seed.members),
          owners: users(seed.owners),
          photo: seed.photo,
        };
      }),
    );
    const relation = (of: (found: Group) => readonly User[]): NonNullable<EntityType['navigations']>[string] => ({
      type: () => people.type,
      single: false,
      follow: (object) =>
        this.all
          .filter((each) => each.object['id'] === object['id'])
          .flatMap(of)
          .map((user) => people.directoryObject(user)),
    });
    this.type = {
      ...GROUP_TYPE,
      navigations: { members: relation(({ members }) => members), owners: relation(({ owners }) => owners) },
    };
  }

  of(tenantId: string): readonly Group[] {
    return this.all.filter((each) => each.tenantId === tenantId);
  }

  find(tenantId: string, id: string): Group | undefined {
    return this.of(tenantId).find(({ object }) => object['id'] === id.toLowerCase());
  }

  /** Those a user is a member of. */
  withMember(user: User): readonly Group[] {
    return this.of(user.tenantId).filter(({ members }) => members.some(({ id }) => id === user.id));
  }
}

function groupObject(tenant: Tenant, seed: z.infer<typeof group>): GraphObject {
  const mail = seed.unified ? `${seed.mailNickname}@${tenant.domain}` : null;
  return {
    id: groupId(tenant, seed.mailNickname),
    deletedDateTime: null,
    classification: null,
    createdDateTime: '2022-02-14T09:00:00Z',
    description: seed.description,
    displayName: seed.displayName,
    expirationDateTime: null,
    groupTypes: seed.unified ? ['Unified'] : [],
    isAssignableToRole: null,
    mail,
    mailEnabled: seed.unified,
    mailNickname: seed.mailNickname,
    membershipRule: null,
    onPremisesSyncEnabled: null,
    preferredDataLocation: null,
    proxyAddresses: mail === null ? [] : [`SMTP:${mail}`],
    renewedDateTime: '2022-02-14T09:00:00Z',
    securityEnabled: !seed.unified,
    securityIdentifier: null,
    theme: null,
    uniqueName: null,
    visibility: seed.visibility ?? null,
  };
}

/** A GUID that belongs to the tenant's own: the same after every start of one installation. */
function groupId(tenant: Tenant, name: string): string {
  const hex = createHash('sha256').update(`${tenant.id}/group/${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
