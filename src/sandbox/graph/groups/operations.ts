import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { DIRECTORY } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import type { Photo } from '../people/photo.js';
import { photoBytes, photoDescription, seededPhoto } from '../people/photo.js';
import { DIRECTORY_OBJECT_TYPE, ORGANIZATION_TYPE } from './group-type.js';
import type { Group } from './groups.js';

const DIRECTORY_READ = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const GROUPS_READ = ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY_READ];
const MEMBERSHIP = ['GroupMember.ReadBasic.All', 'Group.ReadBasic.All', 'GroupMember.ReadWrite.All', ...GROUPS_READ];
const PHOTO = ['Group.Read.All', 'Group.ReadWrite.All', 'ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All'];
const COMMON = { method: 'GET', workload: 'directory', personal: false, roles: GROUPS_READ } as const;
const PAGE = { standard: 100, max: 999 };

/** Groups, who is in them, and the organization. */
export const GROUP_OPERATIONS: readonly Operation[] = [
  { ...COMMON, path: '/groups', scopes: ['Group.ReadBasic.All', ...GROUPS_READ], answer: groups },
  { ...COMMON, path: '/groups/{group}', scopes: ['Group.ReadBasic.All', ...GROUPS_READ], answer: group },
  ...(['members', 'owners', 'transitiveMembers'] as const).flatMap((relation): Operation[] => [
    {
      ...COMMON,
      path: `/groups/{group}/${relation}`,
      scopes: MEMBERSHIP,
      answer: (call) => people(call, relation, DIRECTORY_OBJECT_TYPE),
    },
    {
      ...COMMON,
      path: `/groups/{group}/${relation}/microsoft.graph.user`,
      scopes: MEMBERSHIP,
      answer: (call) => people(call, relation, call.world.people.type),
    },
  ]),
  {
    ...COMMON,
    path: '/groups/{group}/photo',
    scopes: PHOTO,
    roles: PHOTO,
    answer: (call) => photoDescription(photo(call), `groups('${String(found(call).object['id'])}')/photo`),
  },
  {
    ...COMMON,
    path: '/groups/{group}/photo/$value',
    scopes: PHOTO,
    roles: PHOTO,
    answer: (call) => photoBytes(photo(call)),
  },
  ...['/memberOf', '/transitiveMemberOf'].flatMap((path) => [
    ...owned({ ...COMMON, path, scopes: ['User.Read', ...MEMBERSHIP], answer: memberships }),
    ...owned({
      ...COMMON,
      path: `${path}/microsoft.graph.group`,
      scopes: ['User.Read', ...MEMBERSHIP],
      answer: groupsOf,
    }),
  ]),
  {
    ...COMMON,
    path: '/organization',
    scopes: ['User.Read', 'User.Read.All', 'Organization.Read.All', 'Organization.ReadWrite.All', ...DIRECTORY_READ],
    roles: ['Organization.Read.All', ...DIRECTORY_READ],
    answer: organization,
  },
];

function groups({ caller, world }: Call): Answer {
  return listed(
    world.groups.type,
    'groups',
    world.groups.of(caller.tenant.id).map(({ object }) => object),
  );
}

function group(call: Call): Answer {
  return { kind: 'entity', entity: { type: call.world.groups.type, context: 'groups', item: found(call).object } };
}

function people(call: Call, relation: 'members' | 'owners' | 'transitiveMembers', type: EntityType): Answer {
  const users = relation === 'owners' ? found(call).owners : found(call).members;
  return listed(
    { ...type, standard: call.world.people.type.standard ?? [] },
    'directoryObjects',
    users.map((user) => call.world.people.directoryObject(user)),
  );
}

function photo(call: Call): Photo {
  const { photo: file } = found(call);
  if (file === undefined) throw new GraphError('imageNotFound');
  return seededPhoto(file);
}

function memberships({ world }: Call, user: User): Answer {
  const items = world.groups
    .withMember(user)
    .map(({ object }) => ({ '@odata.type': '#microsoft.graph.group', ...object }));
  return listed(DIRECTORY_OBJECT_TYPE, 'directoryObjects', items);
}

function groupsOf({ world }: Call, user: User): Answer {
  return listed(
    world.groups.type,
    'groups',
    world.groups.withMember(user).map(({ object }) => object),
  );
}

function organization({ caller }: Call): Answer {
  const { tenant } = caller;
  const item = {
    id: tenant.id,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: 'US',
    createdDateTime: '2012-01-09T10:00:00Z',
    displayName: tenant.displayName,
    postalCode: null,
    preferredLanguage: 'en',
    state: null,
    street: null,
    technicalNotificationMails: [`it@${tenant.domain}`],
    tenantType: 'AAD',
    verifiedDomains: [
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: true,
        isInitial: true,
        name: tenant.domain,
        type: 'Managed',
      },
    ],
  };
  return listed(ORGANIZATION_TYPE, 'organization', [item]);
}

function found(call: Call): Group {
  const id = parameter(call, 'group');
  const known = call.world.groups.find(call.caller.tenant.id, id);
  if (known === undefined)
    throw new GraphError(
      'resourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    );
  return known;
}

function listed(type: EntityType, context: string, items: readonly GraphObject[]): Answer {
  return { kind: 'collection', collection: { type, dialect: DIRECTORY, context, items, page: PAGE } };
}
