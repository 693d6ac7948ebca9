import type { Operation } from './operation.js';

/** The services behind Graph that can fail one without the other. */
export const WORKLOADS = [
  'batch',
  'outlook',
  'files',
  'onenote',
  'tasks',
  'teams',
  'search',
  'subscriptions',
  'directory',
] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Path segments that lead into a service, in lower case; whatever has none of them is the directory's. */
const LEADING_THERE: readonly (readonly [Workload, readonly string[]])[] = [
  [
    'outlook',
    ['messages', 'mailfolders', 'sendmail', 'mailboxsettings', 'inferenceclassification', 'outlook', 'contacts'],
  ],
  ['outlook', ['contactfolders', 'events', 'calendar', 'calendars', 'calendargroups', 'calendarview']],
  ['outlook', ['findmeetingtimes', 'reminderview', 'getmailtips', 'people']],
  ['files', ['drive', 'drives', 'shares', 'sites', 'storage']],
  ['onenote', ['onenote']],
  ['tasks', ['todo', 'planner']],
  ['teams', ['teams', 'joinedteams', 'chats', 'presence', 'communications', 'onlinemeetings', 'teamwork']],
  ['search', ['search']],
  ['subscriptions', ['subscriptions']],
];
const BY_SEGMENT: ReadonlyMap<string, Workload> = new Map(
  LEADING_THERE.flatMap(([workload, segments]) => segments.map((segment) => [segment, workload] as const)),
);
const known = new WeakMap<Operation, Workload>();

/** Which service answers an operation, by the first segment of its path that tells. */
export function workloadOf(operation: Operation): Workload {
  const before = known.get(operation);
  if (before !== undefined) return before;
  const workload = found(operation);
  known.set(operation, workload);
  return workload;
}

function found({ path }: Operation): Workload {
  for (const segment of path.toLowerCase().split('/').slice(2)) {
    const workload = BY_SEGMENT.get(segment);
    if (workload !== undefined) return workload;
  }
  return 'directory';
}
