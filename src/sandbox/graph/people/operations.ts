import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { DIRECTORY } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { usersOf } from './people.js';
import { PHOTO_OPERATIONS } from './photos.js';
import { RELEVANT_PEOPLE_OPERATIONS } from './relevant-people.js';
import { updateUser } from './update-user.js';

const READ_ALL = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const READ_BASIC = ['User.ReadBasic.All', ...READ_ALL];
const READ_SELF = ['User.Read', 'User.ReadWrite'];
const WRITE = ['User.ReadWrite', 'User.ReadWrite.All', 'Directory.ReadWrite.All'];
const PAGE = { standard: 100, max: 999 };

const COMMON = { method: 'GET', workload: 'directory', personal: false, roles: READ_ALL } as const;

/** Users, their managers and reports, their photos, who works with whom. */
export const PEOPLE_OPERATIONS: readonly Operation[] = [
  {
    ...COMMON,
    path: '/me',
    scopes: [...READ_SELF, ...READ_BASIC],
    personal: true,
    answer: (call) => person(call, call.world.people.owner(call, 'directory')),
  },
  { ...COMMON, path: '/users', scopes: READ_BASIC, answer: everybody },
  {
    ...COMMON,
    path: '/users/{user}',
    scopes: [...READ_SELF, ...READ_BASIC],
    personal: true,
    answer: (call) => person(call, visible(call, call.world.people.owner(call, 'directory'))),
  },
  ...owned({ ...COMMON, path: '/manager', scopes: READ_ALL, answer: manager }),
  ...owned({ ...COMMON, path: '/directReports', scopes: ['User.Read', ...READ_ALL], answer: reports }),
  { ...COMMON, path: '/users/delta()', scopes: READ_ALL, answer: delta },
  ...owned({ ...COMMON, method: 'PATCH', path: '', scopes: WRITE, roles: [], answer: updateUser }),
  ...PHOTO_OPERATIONS,
  ...RELEVANT_PEOPLE_OPERATIONS,
];

function person({ world }: Call, user: User): Answer {
  return { kind: 'entity', entity: { type: world.people.type, context: 'users', item: world.people.object(user) } };
}

function everybody({ caller, world }: Call): Answer {
  // A guest may look up people, not list them (learn.microsoft.com/entra/fundamentals/users-default-permissions).
  if (caller.user?.guest === true) throw new GraphError('privileges');
  const items = world.people.of(caller.tenant.id).map((user) => world.people.object(user));
  return {
    kind: 'collection',
    collection: { type: world.people.type, dialect: DIRECTORY, context: 'users', items, page: PAGE },
  };
}

function delta({ caller, world }: Call): Answer {
  if (caller.user?.guest === true) throw new GraphError('privileges');
  const items = world.people.of(caller.tenant.id).map((user) => world.people.object(user));
  const name = usersOf(caller.tenant.id);
  return {
    kind: 'delta',
    collection: {
      type: { ...world.people.type, always: ['id'] },
      dialect: DIRECTORY,
      context: 'users',
      items,
      page: PAGE,
      name,
    },
  };
}

/** A user somebody without a scope for all users may see: only oneself. */
function visible({ caller }: Call, user: User): User {
  const all = caller.user === undefined || READ_BASIC.some((scope) => caller.scopes.has(scope.toLowerCase()));
  if (!all && caller.user?.id !== user.id) throw new GraphError('privileges');
  return user;
}

function manager({ world }: Call, user: User): Answer {
  const found = world.people.manager(user);
  if (found === undefined)
    throw new GraphError(
      'resourceNotFound',
      `Resource 'manager' does not exist or one of its queried reference-property objects are not present.`,
    );
  return {
    kind: 'entity',
    entity: { type: world.people.type, context: 'directoryObjects', item: world.people.directoryObject(found) },
  };
}

function reports(call: Call, user: User): Answer {
  visible(call, user);
  const { people } = call.world;
  return directoryObjects(
    call,
    people.reports(user).map((each) => people.directoryObject(each)),
  );
}

function directoryObjects({ world }: Call, items: readonly GraphObject[]): Answer {
  return {
    kind: 'collection',
    collection: { type: world.people.type, dialect: DIRECTORY, context: 'directoryObjects', items, page: PAGE },
  };
}
