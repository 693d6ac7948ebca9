import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { bodyOf } from '../json-body.js';
import { PLAIN } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { parameter } from '../operation.js';
import { validateNotificationUrl } from './notification-url.js';
import type { ChangeType, Subscription } from './subscription.js';
import { SUBSCRIPTION_TYPE, subscriptionObject } from './subscription.js';
import type { WatchedResource } from './watched-resource.js';
import { watchedResource } from './watched-resource.js';

const MINUTE = 60_000;
/** https://learn.microsoft.com/graph/api/resources/subscription: shorter ones last that long. */
const SHORTEST_MINUTES = 45;
const MAX_CLIENT_STATE = 255;
const PAGE = { standard: 100, max: 100 };
const COMMON = { workload: 'directory', scopes: [], open: true, personal: true } as const;

const wanted = z.object({
  changeType: z.string().optional(),
  notificationUrl: z.string().optional(),
  lifecycleNotificationUrl: z.string().nullish(),
  resource: z.string().optional(),
  expirationDateTime: z.string().optional(),
  clientState: z.string().nullish(),
  includeResourceData: z.boolean().nullish(),
});
const renewed = z.object({ expirationDateTime: z.string().optional(), notificationUrl: z.string().optional() });

/** Change notifications: who wants to be told what. */
export const SUBSCRIPTION_OPERATIONS: readonly Operation[] = [
  { ...COMMON, method: 'POST', path: '/subscriptions', answer: subscribe },
  { ...COMMON, method: 'GET', path: '/subscriptions', answer: own },
  { ...COMMON, method: 'GET', path: '/subscriptions/{subscription}', answer: (call) => told(found(call)) },
  { ...COMMON, method: 'PATCH', path: '/subscriptions/{subscription}', answer: renew },
  { ...COMMON, method: 'DELETE', path: '/subscriptions/{subscription}', answer: unsubscribe },
];

async function subscribe(call: Call): Promise<Answer> {
  const { world, caller, cloud } = call;
  const asked = bodyOf(call, wanted);
  const resource = required(asked.resource, 'resource');
  const notificationUrl = required(asked.notificationUrl, 'notificationUrl');
  const watched = watchedResource(call, resource);
  const changeTypes = changeTypesOf(required(asked.changeType, 'changeType'), watched);
  const expiration = expirationOf(required(asked.expirationDateTime, 'expirationDateTime'), watched, cloud.clock.now());
  if (asked.includeResourceData === true)
    throw refused('Notifications with resource data are not supported here: leave includeResourceData out.');
  if ((asked.clientState ?? '').length > MAX_CLIENT_STATE)
    throw invalid(`clientState must not be longer than ${MAX_CLIENT_STATE} characters.`);
  const lifecycleNotificationUrl = asked.lifecycleNotificationUrl ?? undefined;
  await validateNotificationUrl(world.subscriptions.webhook, 'notificationUrl', notificationUrl);
  if (lifecycleNotificationUrl !== undefined)
    await validateNotificationUrl(world.subscriptions.webhook, 'lifecycleNotificationUrl', lifecycleNotificationUrl);
  const subscription: Subscription = {
    id: randomUUID(),
    tenantId: caller.tenant.id,
    creatorId: caller.id,
    applicationId: caller.applicationId,
    resource,
    changeTypes,
    notificationUrl,
    lifecycleNotificationUrl,
    clientState: asked.clientState ?? undefined,
    expiration,
  };
  world.subscriptions.add(caller, subscription, watched);
  const location = `${call.origin}/v1.0/subscriptions('${subscription.id}')`;
  return { ...told(subscription), kind: 'created', headers: { location } };
}

function own(call: Call): Answer {
  return {
    kind: 'collection',
    collection: {
      type: SUBSCRIPTION_TYPE,
      dialect: PLAIN,
      context: 'subscriptions',
      items: call.world.subscriptions.of(call.caller).map(subscriptionObject),
      page: PAGE,
    },
  };
}

async function renew(call: Call): Promise<Answer> {
  const { world, cloud } = call;
  const before = found(call);
  const { expirationDateTime, notificationUrl } = bodyOf(call, renewed);
  if (expirationDateTime === undefined && notificationUrl === undefined)
    throw invalid('expirationDateTime or notificationUrl is required to update a subscription.');
  const watched = world.subscriptions.watched(before);
  const after: Subscription = {
    ...before,
    ...(expirationDateTime !== undefined && {
      expiration: expirationOf(expirationDateTime, watched, cloud.clock.now()),
    }),
    ...(notificationUrl !== undefined && { notificationUrl }),
  };
  if (notificationUrl !== undefined)
    await validateNotificationUrl(world.subscriptions.webhook, 'notificationUrl', notificationUrl);
  world.subscriptions.renew(after);
  return told(after);
}

function unsubscribe(call: Call): Answer {
  call.world.subscriptions.remove(found(call));
  return { kind: 'nothing' };
}

function found(call: Call): Subscription {
  return call.world.subscriptions.find(call.caller, parameter(call, 'subscription'));
}

function told(subscription: Subscription): Extract<Answer, { kind: 'entity' }> {
  return {
    kind: 'entity',
    entity: { type: SUBSCRIPTION_TYPE, context: 'subscriptions', item: subscriptionObject(subscription) },
  };
}

function changeTypesOf(written: string, { changeTypes }: WatchedResource): readonly ChangeType[] {
  const names = [...new Set(written.split(',').map((each) => each.trim().toLowerCase()))];
  const known = changeTypes.filter((each) => names.includes(each));
  if (known.length !== names.length || known.length === 0)
    throw refused(
      `The changeType '${written.slice(0, 80)}' is not supported: this resource takes ${changeTypes.join(', ')}.`,
    );
  return known;
}

function expirationOf(written: string, { lifetime }: WatchedResource, now: number): number {
  const moment = Date.parse(written);
  if (Number.isNaN(moment) || !/^\d{4}-\d\d-\d\dT/.test(written))
    throw invalid(`The value '${written.slice(0, 40)}' of expirationDateTime is not a date and time with an offset.`);
  if (moment <= now) throw invalid('Subscription expiration must be in the future.');
  if (moment > now + lifetime * MINUTE)
    throw refused(`Subscription expiration can only be ${lifetime} minutes in the future.`);
  return Math.max(moment, now + SHORTEST_MINUTES * MINUTE);
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw invalid(`${name} is a required property for subscription creation.`);
  return value;
}

function invalid(message: string): GraphError {
  return new GraphError('subscriptionInvalid', message);
}

function refused(message: string): GraphError {
  return new GraphError('subscriptionRefused', message);
}
