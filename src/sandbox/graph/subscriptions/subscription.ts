import type { Caller } from '../caller.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import { bool, dateTime, guid, text } from '../odata/schema.js';

export type ChangeType = 'created' | 'updated' | 'deleted';

/** Who is told of which changes where, until when. */
export interface Subscription {
  readonly id: string;
  readonly tenantId: string;
  /** Of the user or application that subscribed. */
  readonly creatorId: string;
  readonly applicationId: string | undefined;
  /** As written. */
  readonly resource: string;
  readonly changeTypes: readonly ChangeType[];
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | undefined;
  readonly clientState: string | undefined;
  /** Milliseconds. */
  readonly expiration: number;
}

export const SUBSCRIPTION_TYPE: EntityType = {
  name: 'microsoft.graph.subscription',
  members: {
    id: guid,
    resource: text,
    applicationId: guid,
    changeType: text,
    clientState: text,
    notificationUrl: text,
    notificationQueryOptions: text,
    lifecycleNotificationUrl: text,
    expirationDateTime: dateTime,
    creatorId: guid,
    includeResourceData: bool,
    latestSupportedTlsVersion: text,
    encryptionCertificate: text,
    encryptionCertificateId: text,
    notificationUrlAppId: text,
  },
};

/** microsoft.graph.subscription. */
export function subscriptionObject(subscription: Subscription): GraphObject {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.applicationId ?? null,
    changeType: subscription.changeTypes.join(','),
    clientState: subscription.clientState ?? null,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl ?? null,
    expirationDateTime: new Date(subscription.expiration).toISOString(),
    creatorId: subscription.creatorId,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}

/** Whether a caller made it: everybody sees their own only, and those of the application they use. */
export function isOwn({ tenantId, creatorId, applicationId }: Subscription, caller: Caller): boolean {
  return tenantId === caller.tenant.id && creatorId === caller.id && applicationId === caller.applicationId;
}
