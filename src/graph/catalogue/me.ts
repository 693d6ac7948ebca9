import type { Operation } from '../operation.js';
import { DIRECTORY, ENTITY, NOTHING, PHOTO, area, bytes, json, many, one } from './notation.js';
import {
  MEMBERSHIPS_READ,
  PEOPLE_READ,
  PHOTO_READ,
  PROFILE_READ,
  PROFILE_WRITE,
  REPORTS_READ,
  USERS_READ,
} from './scopes.js';

const { get, patch, put } = area('Me', false);

/** The signed-in user. */
export const ME: readonly Operation[] = [
  get('me.get', '/me', 'Your profile', PROFILE_READ, { query: ENTITY, answer: one('User'), personal: true }),
  patch('me.update', '/me', 'Change your profile', PROFILE_WRITE, {
    body: json('User'),
    answer: NOTHING,
    status: 204,
    personal: true,
  }),
  get('me.manager', '/me/manager', 'Your manager', USERS_READ, { query: ENTITY, answer: one('User') }),
  get('me.directReports', '/me/directReports', 'Who reports to you', REPORTS_READ, {
    query: DIRECTORY,
    answer: many('User'),
  }),
  get('me.memberOf', '/me/memberOf', 'Groups and roles you belong to', MEMBERSHIPS_READ, {
    query: DIRECTORY,
    answer: many('DirectoryObject'),
  }),
  get(
    'me.transitiveMemberOf',
    '/me/transitiveMemberOf',
    'Groups and roles you belong to, those within groups too',
    [...MEMBERSHIPS_READ, 'Group.Read.All', 'User.Read.All'],
    { query: DIRECTORY, answer: many('DirectoryObject') },
  ),
  get('me.people', '/me/people', 'People you work with', PEOPLE_READ, {
    query: ['select', 'top', 'skip', 'filter', 'search'],
    answer: many('Person'),
    personal: true,
  }),
  get('me.photo', '/me/photo', 'Size of your photo', PHOTO_READ, { answer: one('ProfilePhoto') }),
  get('me.photo.content', '/me/photo/$value', 'Your photo', PHOTO_READ, { answer: bytes('image/*') }),
  get('me.photos.content', '/me/photos/{size}/$value', 'Your photo in a size such as 48x48', PHOTO_READ, {
    answer: bytes('image/*'),
  }),
  put('me.photo.replace', '/me/photo/$value', 'Replace your photo', ['User.ReadWrite', 'ProfilePhoto.ReadWrite.All'], {
    body: PHOTO,
    answer: NOTHING,
  }),
];
