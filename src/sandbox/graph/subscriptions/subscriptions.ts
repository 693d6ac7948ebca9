import type { Clock } from '../../../common/clock.js';
import type { Cloud } from '../../cloud.js';
import type { Caller } from '../caller.js';
import type { Change, Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import { Delivery } from './delivery.js';
import type { ChangeType, Subscription } from './subscription.js';
import { isOwn } from './subscription.js';
import type { WatchedResource } from './watched-resource.js';
import { Webhook } from './webhook.js';

/** Of one caller; Graph has such limits by resource. */
const LIMIT = 100;

interface Watch {
  subscription: Subscription;
  readonly watched: WatchedResource;
  readonly known: Set<string>;
  readonly delivery: Delivery;
}

/** All subscriptions, and what hears the changes for them. */
export class Subscriptions {
  readonly webhook: Webhook;
  private readonly watches = new Map<string, Watch>();
  private readonly clock: Clock;

  constructor(cloud: Cloud, changes: Changes) {
    this.webhook = new Webhook(cloud);
    this.clock = cloud.clock;
    changes.watch((collection, change) => this.hear(collection, change));
  }

  of(caller: Caller): readonly Subscription[] {
    return this.current().flatMap(({ subscription }) => (isOwn(subscription, caller) ? [subscription] : []));
  }

  /** Throws 404 for what is not the caller's own, or has expired. */
  find(caller: Caller, id: string): Subscription {
    const found = this.of(caller).find((each) => each.id === id.toLowerCase());
    if (found === undefined) throw new GraphError('subscriptionNotFound');
    return found;
  }

  /** Throws 403 for a caller who has too many. */
  add(caller: Caller, subscription: Subscription, watched: WatchedResource): void {
    if (this.of(caller).length >= LIMIT) throw new GraphError('subscriptionLimit');
    const watch: Watch = {
      subscription,
      watched,
      known: new Set(watched.ids()),
      delivery: new Delivery(this.webhook, () => watch.subscription),
    };
    this.watches.set(subscription.id, watch);
  }

  renew(subscription: Subscription): void {
    const watch = this.watches.get(subscription.id);
    if (watch === undefined) throw new GraphError('subscriptionNotFound');
    watch.subscription = subscription;
  }

  remove({ id }: Subscription): void {
    this.watches.get(id)?.delivery.end();
    this.watches.delete(id);
  }

  /** The resource a subscription was made for. */
  watched({ id }: Subscription): WatchedResource {
    const watch = this.watches.get(id);
    if (watch === undefined) throw new GraphError('subscriptionNotFound');
    return watch.watched;
  }

  /** Nobody is told anything any more. */
  end(): void {
    for (const { subscription } of this.watches.values()) this.remove(subscription);
    this.webhook.end();
  }

  private current(): readonly Watch[] {
    for (const { subscription } of this.watches.values())
      if (subscription.expiration <= this.clock.now()) this.remove(subscription);
    return [...this.watches.values()];
  }

  private hear(collection: string, change: Change): void {
    for (const watch of this.current()) {
      if (!watch.watched.hears(collection, change.id)) continue;
      const changeType = typeOf(watch, change);
      if (watch.subscription.changeTypes.includes(changeType)) tell(watch, changeType, change.id);
    }
  }
}

function typeOf({ known, watched }: Watch, { id, removed }: Change): ChangeType {
  if (removed && watched.changeTypes.includes('deleted')) {
    known.delete(id);
    return 'deleted';
  }
  const isNew = !known.has(id);
  known.add(id);
  return isNew && !watched.withoutCreated ? 'created' : 'updated';
}

function tell({ subscription, watched, delivery }: Watch, changeType: ChangeType, id: string): void {
  const { resource, resourceData } = watched.told(id);
  delivery.add({
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: new Date(subscription.expiration).toISOString(),
    changeType,
    resource,
    resourceData,
    clientState: subscription.clientState ?? null,
    tenantId: subscription.tenantId,
  });
}
