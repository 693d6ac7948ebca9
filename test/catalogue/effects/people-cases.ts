import { readFileSync } from 'node:fs';
import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Person } from './person.js';

const PHOTO = readFileSync(new URL('../../../src/sandbox/graph/seeds/photos/megan.jpg', import.meta.url));
const ADELE: Case = () => ({ at: ['adele@contoso.example'] });
const group = (me: Person) => me.first('/groups', ({ displayName }) => displayName === 'Leadership');
const ofGroup: Case = async (me) => ({ at: [await group(me)] });

/** The signed-in user, people, groups and the tenant. */
export const PEOPLE_CASES: Cases = {
  'me.get': () => ({ query: '$select=id,displayName,mail' }),
  'me.update': () => ({ json: { mobilePhone: '+1 425 555 0100' } }),
  'me.manager': plain,
  'me.directReports': plain,
  'me.memberOf': plain,
  'me.transitiveMemberOf': plain,
  'me.people': plain,
  'me.photo': plain,
  'me.photo.content': plain,
  'me.photos.content': () => ({ at: ['48x48'] }),
  'me.photo.replace': () => ({ raw: { type: 'image/jpeg', bytes: PHOTO } }),
  'users.list': () => ({ query: '$top=5&$select=id,displayName' }),
  'users.delta': plain,
  'users.count': () => ({ headers: { consistencylevel: 'eventual' } }),
  'users.get': ADELE,
  'users.manager': ADELE,
  'users.directReports': () => ({ at: ['lee@contoso.example'] }),
  'users.memberOf': ADELE,
  'users.people': ADELE,
  'users.photo': ADELE,
  'users.photo.content': ADELE,
  'organization.list': plain,
  'groups.list': plain,
  'groups.get': ofGroup,
  'groups.members': ofGroup,
  'groups.transitiveMembers': ofGroup,
  'groups.owners': ofGroup,
  'groups.photo.content': ofGroup,
  'presence.get': plain,
  'presence.user': ADELE,
  'presence.several': async (me) => ({ json: { ids: [await me.first('/users')] } }),
};
