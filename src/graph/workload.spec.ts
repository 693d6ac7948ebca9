import { expect, it } from 'vitest';
import { CATALOGUE } from './catalogue/catalogue.js';
import { workloadOf } from './workload.js';

const [some] = CATALOGUE;
const of = (path: string): string | undefined => some && workloadOf({ ...some, path });

it.each([
  ['/v1.0/me', 'directory'],
  ['/v1.0/users/{user-id}', 'directory'],
  ['/v1.0/me/messages/{message-id}', 'outlook'],
  ['/v1.0/users/{user-id}/mailFolders/{id}/messages', 'outlook'],
  ['/v1.0/me/calendarView', 'outlook'],
  ['/v1.0/me/drive/root:/{path}:/content', 'files'],
  ['/v1.0/sites/{id}/lists', 'files'],
  ['/v1.0/me/onenote/pages', 'onenote'],
  ['/v1.0/me/todo/lists', 'tasks'],
  ['/v1.0/teams/{id}/channels', 'teams'],
  ['/v1.0/search/query', 'search'],
  ['/beta/me/planner/plans', 'tasks'],
  ['/v1.0/groups/{id}/members', 'directory'],
])('knows which service answers %s', (path, workload) => {
  expect(of(path)).toBe(workload);
});
