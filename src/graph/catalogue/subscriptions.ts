import type { Operation } from '../operation.js';
import { area, json, many, one } from './notation.js';

const { get, post, patch, remove } = area('Subscriptions', true);
/** Which scope it takes depends on the resource that is watched: Graph decides. */
const ANY: readonly string[] = [];
const ONE = '/subscriptions/{subscription-id}';
const CLOSED = { opensWith: 'notificationOrigins' } as const;

/** Change notifications; open where NOTIFICATION_ORIGINS says where they may go to. */
export const SUBSCRIPTIONS: readonly Operation[] = [
  get('subscriptions.list', '/subscriptions', 'Your subscriptions', ANY, { answer: many('Subscription'), ...CLOSED }),
  post('subscriptions.create', '/subscriptions', 'Be told of changes to a resource', ANY, {
    body: json('Subscription'),
    answer: one('Subscription'),
    status: 201,
    ...CLOSED,
  }),
  get('subscriptions.get', ONE, 'A subscription', ANY, { answer: one('Subscription'), ...CLOSED }),
  patch('subscriptions.renew', ONE, 'Renew a subscription, or send its notifications elsewhere', ANY, {
    body: json('Subscription'),
    answer: one('Subscription'),
    ...CLOSED,
  }),
  remove('subscriptions.delete', ONE, 'End a subscription', ANY, CLOSED),
];
