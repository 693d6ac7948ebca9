import { Inject, Injectable } from '@nestjs/common';
import { StrictJsonError, readStrictJson } from '../../common/json/strict-json.js';
import { Problem } from '../../common/problem/problem.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';
import type { Operation } from '../operation.js';
import { arrivesAt } from './notification-address.js';

/** Longest body of a subscription that is looked into, in bytes. */
export const SUBSCRIPTION_LIMIT = 64 * 1024;
const LIMITS = { depth: 16, values: 2_000, members: 200 };
/** Graph reads property names without regard to case. */
const ADDRESSES: ReadonlySet<string> = new Set(['notificationurl', 'lifecyclenotificationurl']);

/**
 * Where Graph may push a user's changes to: a subscription is a door out of the tenant, so its addresses must be at
 * NOTIFICATION_ORIGINS, and without that setting subscriptions are closed. Which operations those are the catalogue says;
 * no other leads to a subscription.
 */
@Injectable()
export class SubscriptionPolicy {
  private readonly origins: readonly string[];
  private readonly https: boolean;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.origins = config.graph.notificationOrigins;
    this.https = config.production;
  }

  /** Whether an operation's body may name addresses, so that it has to be read. */
  concerns({ opensWith, method }: Operation): boolean {
    return opensWith === 'notificationOrigins' && method !== 'GET' && method !== 'DELETE';
  }

  /**
   * Throws `invalid_body` for a body that names an address elsewhere, or that cannot be read: the path is open, so what
   * helps is to say what is wrong with the body.
   */
  check(body: Uint8Array): void {
    for (const [name, value] of membersOf(body)) {
      if (!ADDRESSES.has(name.toLowerCase()) || value === null) continue;
      if (typeof value !== 'string' || !arrivesAt(value, this.origins, { https: this.https })) throw elsewhere();
    }
  }
}

function membersOf(body: Uint8Array): [string, unknown][] {
  try {
    const { kind, members } = readStrictJson(body, LIMITS, 1);
    if (kind !== 'object') throw new StrictJsonError('no object');
    return [...members].map(([name, { raw }]) => [name, JSON.parse(raw)]);
  } catch (cause) {
    throw new Problem('invalid_body', {
      detail: 'The body of a subscription must be a JSON object in UTF-8 that names no member twice.',
      cause,
    });
  }
}

function elsewhere(): Problem {
  return new Problem('invalid_body', {
    detail:
      'notificationUrl and lifecycleNotificationUrl must be plain addresses at one of the origins that the operators of this API have listed in NOTIFICATION_ORIGINS.',
  });
}
