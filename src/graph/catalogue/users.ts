import type { Operation } from '../operation.js';
import { CHANGES, DIRECTORY, ENTITY, area, bytes, many, one } from './notation.js';
import {
  MEMBERSHIPS_READ,
  ORGANIZATION_READ,
  PEOPLE_READ,
  PHOTO_READ,
  REPORTS_READ,
  USERS_LIST,
  USERS_READ,
} from './scopes.js';

const { get } = area('Users', false);

/** People of the tenant, and the tenant. */
export const USERS: readonly Operation[] = [
  get('users.list', '/users', 'Users of the tenant', USERS_LIST, { query: DIRECTORY, answer: many('User') }),
  get('users.delta', '/users/delta', 'Changes to users', USERS_READ, {
    function: true,
    query: CHANGES,
    answer: many('User'),
  }),
  get('users.count', '/users/$count', 'How many users there are', USERS_LIST, {
    query: ['filter', 'search'],
    answer: bytes('text/plain'),
  }),
  get(
    'users.get',
    '/users/{user-id}',
    'A user, by id or user principal name',
    ['User.ReadBasic.All', 'User.Read', 'User.ReadWrite', ...USERS_LIST.slice(1)],
    { query: ENTITY, answer: one('User'), personal: true },
  ),
  get('users.manager', '/users/{user-id}/manager', "A user's manager", USERS_READ, {
    query: ENTITY,
    answer: one('User'),
  }),
  get('users.directReports', '/users/{user-id}/directReports', 'Who reports to a user', REPORTS_READ, {
    query: DIRECTORY,
    answer: many('User'),
  }),
  get('users.memberOf', '/users/{user-id}/memberOf', 'Groups and roles a user belongs to', MEMBERSHIPS_READ, {
    query: DIRECTORY,
    answer: many('DirectoryObject'),
  }),
  get('users.people', '/users/{user-id}/people', 'People a user works with', PEOPLE_READ, {
    query: ['select', 'top', 'skip', 'filter', 'search'],
    answer: many('Person'),
    personal: true,
  }),
  get('users.photo', '/users/{user-id}/photo', "Size of a user's photo", PHOTO_READ, { answer: one('ProfilePhoto') }),
  get('users.photo.content', '/users/{user-id}/photo/$value', "A user's photo", PHOTO_READ, {
    answer: bytes('image/*'),
  }),
  get('organization.list', '/organization', 'The tenant itself', ORGANIZATION_READ, {
    query: ENTITY,
    answer: many('Organization'),
  }),
];
