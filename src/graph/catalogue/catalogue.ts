import type { AppConfig } from '../../config/app-config.js';
import type { GraphMethod, Operation } from '../operation.js';
import { decodeSegment } from '../path-segment.js';
import { BATCH } from './batch.js';
import { CALENDAR_OPERATIONS } from './calendar.js';
import { CONTACTS } from './contacts.js';
import { FILES_BY_PATH } from './files-by-path.js';
import { FILES } from './files.js';
import { GROUPS } from './groups.js';
import { MAIL } from './mail.js';
import { MAILBOX } from './mailbox.js';
import { ME } from './me.js';
import { NOTES } from './notes.js';
import { PLANNER } from './planner.js';
import { SEARCH } from './search.js';
import { SITES } from './sites.js';
import { SUBSCRIPTIONS } from './subscriptions.js';
import { TEAMS } from './teams.js';
import { TO_DO } from './todo.js';
import { USERS } from './users.js';

/** Every Graph operation this API offers without GRAPH_ALLOW, in the order people look for them. */
export const CATALOGUE: readonly Operation[] = [
  ...ME,
  ...MAIL,
  ...MAILBOX,
  ...CALENDAR_OPERATIONS,
  ...CONTACTS,
  ...TO_DO,
  ...FILES,
  ...FILES_BY_PATH,
  ...SITES,
  ...NOTES,
  ...USERS,
  ...GROUPS,
  ...TEAMS,
  ...PLANNER,
  ...SEARCH,
  ...SUBSCRIPTIONS,
  ...BATCH,
];

/**
 * The operations that these settings open, of the catalogue and of GRAPH_ALLOW, and those that stay closed. Throws where
 * GRAPH_ALLOW names what opens with another setting.
 */
export function openOperations({ allow, notificationOrigins }: AppConfig['graph']): {
  readonly open: readonly Operation[];
  readonly closed: readonly Operation[];
} {
  const isOpen = ({ opensWith }: Operation) => opensWith === undefined || notificationOrigins.length > 0;
  const allowed = allowedOperations(allow);
  const early = allowed.find((operation) => !isOpen(operation));
  if (early !== undefined)
    throw new Error(`${early.summary} opens with NOTIFICATION_ORIGINS, not with GRAPH_ALLOW alone`);
  return {
    open: [...CATALOGUE.filter(isOpen), ...allowed],
    closed: CATALOGUE.filter((operation) => !isOpen(operation)),
  };
}

/** Operations that GRAPH_ALLOW opens, `METHOD /v1.0/path/{x}`: no scope is checked for these, Graph decides. */
export function allowedOperations(settings: readonly string[]): readonly Operation[] {
  return settings.map((setting) => {
    const [method = '', path = ''] = setting.split(' ');
    return {
      id: `allowed.${setting}`,
      method: methodOf(method),
      path,
      tag: 'Allowed by configuration',
      summary: `${method} ${path}`,
      scopes: [],
      query: [],
      answer: { kind: 'any' },
      personal: true,
      ...(isOfSubscriptions(path) && { opensWith: 'notificationOrigins' }),
    };
  });
}

/** Whatever is done with subscriptions of any version may say where they push to. */
function isOfSubscriptions(path: string): boolean {
  const [, , resource = ''] = path.split('/', 3);
  return /^subscriptions(?:\(|$)/i.test(decodeSegment(resource) ?? '');
}

function methodOf(text: string): GraphMethod {
  const method = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).find((known) => known === text);
  if (method === undefined) throw new TypeError('the setting was checked before');
  return method;
}
