import type { Operation } from '../operation.js';
import { DIRECTORY, ENTITY, area, bytes, many, one } from './notation.js';
import { GROUPS_READ, MEMBERS_READ, OWNERS_READ } from './scopes.js';

const { get } = area('Groups', false);

/** Groups of the tenant. */
export const GROUPS: readonly Operation[] = [
  get('groups.list', '/groups', 'Groups of the tenant', GROUPS_READ, { query: DIRECTORY, answer: many('Group') }),
  get('groups.get', '/groups/{group-id}', 'A group', [...GROUPS_READ, 'Group-XTenantIdentitySync.Read.All'], {
    query: ENTITY,
    answer: one('Group'),
  }),
  get('groups.members', '/groups/{group-id}/members', 'Members of a group', MEMBERS_READ, {
    query: DIRECTORY,
    answer: many('DirectoryObject'),
  }),
  get(
    'groups.transitiveMembers',
    '/groups/{group-id}/transitiveMembers',
    'Members of a group, those of groups within it too',
    MEMBERS_READ,
    { query: DIRECTORY, answer: many('DirectoryObject') },
  ),
  get('groups.owners', '/groups/{group-id}/owners', 'Owners of a group', OWNERS_READ, {
    query: DIRECTORY,
    answer: many('DirectoryObject'),
  }),
  get(
    'groups.photo.content',
    '/groups/{group-id}/photo/$value',
    "A group's photo",
    ['ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All', 'Group.Read.All'],
    { answer: bytes('image/*') },
  ),
];
