import type { Operation } from '../operation.js';
import type { Rest } from './notation.js';
import { area, json, many, one } from './notation.js';

const { get, post, patch, remove } = area('Subscriptions', true);
/** Which scope it takes depends on the resource that is watched: Graph decides. */
const ANY: readonly string[] = [];
const ONE = '/subscriptions/{subscription-id}';
const closed = <T extends Partial<Rest>>(rest: T) => ({ ...rest, opensWith: 'notificationOrigins' }) as const;

/** Change notifications; open where NOTIFICATION_ORIGINS says where they may go to. */
export const SUBSCRIPTIONS: readonly Operation[] = [
  get('subscriptions.list', '/subscriptions', 'Your subscriptions', ANY, closed({ answer: many('Subscription') })),
  post(
    'subscriptions.create',
    '/subscriptions',
    'Be told of changes to a resource',
    ANY,
    closed({ body: json('Subscription'), answer: one('Subscription'), status: 201 }),
  ),
  get('subscriptions.get', ONE, 'A subscription', ANY, closed({ answer: one('Subscription') })),
  patch(
    'subscriptions.renew',
    ONE,
    'Renew a subscription, or send its notifications elsewhere',
    ANY,
    closed({ body: json('Subscription'), answer: one('Subscription') }),
  ),
  remove('subscriptions.delete', ONE, 'End a subscription', ANY, closed({})),
];
