import type { Operation } from './operation.js';
import { BATCH_OPERATIONS } from './batch/operations.js';
import { CALENDAR_OPERATIONS } from './calendar/operations.js';
import { CONTACT_OPERATIONS } from './contacts/operations.js';
import { FILE_OPERATIONS } from './files/operations.js';
import { GROUP_OPERATIONS } from './groups/operations.js';
import { MAIL_OPERATIONS } from './mail/operations.js';
import { NOTE_OPERATIONS } from './onenote/operations.js';
import { SITE_OPERATIONS } from './sites/operations.js';
import { PEOPLE_OPERATIONS } from './people/operations.js';
import { PLANNER_OPERATIONS } from './planner/operations.js';
import { PRESENCE_OPERATIONS } from './presence/operations.js';
import { SEARCH_OPERATIONS } from './search/operations.js';
import { SUBSCRIPTION_OPERATIONS } from './subscriptions/operations.js';
import { TEAM_OPERATIONS } from './teams/operations.js';
import { TODO_OPERATIONS } from './todo/operations.js';

/** Every operation of the embedded Graph. */
export const OPERATIONS: readonly Operation[] = [
  ...BATCH_OPERATIONS,
  ...SUBSCRIPTION_OPERATIONS,
  ...TEAM_OPERATIONS,
  ...PRESENCE_OPERATIONS,
  ...PLANNER_OPERATIONS,
  ...SEARCH_OPERATIONS,
  ...PEOPLE_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...MAIL_OPERATIONS,
  ...CALENDAR_OPERATIONS,
  ...CONTACT_OPERATIONS,
  ...TODO_OPERATIONS,
  ...FILE_OPERATIONS,
  ...SITE_OPERATIONS,
  ...NOTE_OPERATIONS,
];
