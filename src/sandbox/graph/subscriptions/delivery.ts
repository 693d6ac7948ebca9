import { randomUUID } from 'node:crypto';
import type { GraphObject } from '../odata/schema.js';
import type { Subscription } from './subscription.js';
import type { Webhook } from './webhook.js';

const PATIENCE_MS = 3_000;
/** Milliseconds before each further attempt. */
const RETRIES = [100, 500, 2_000];
const LIMIT = 1_000;

/** Brings one subscription's notifications out, in order: together when they come together, again when they fail. */
export class Delivery {
  private waiting: GraphObject[] = [];
  private running = false;
  private missed = false;
  private over = false;

  constructor(
    private readonly webhook: Webhook,
    /** The subscription as it is by then. */
    private readonly subscription: () => Subscription,
  ) {}

  /** Queues a notification; one that says the same is not queued twice. */
  add(notification: GraphObject): void {
    const same = JSON.stringify(notification);
    if (this.over || this.waiting.some((each) => JSON.stringify(each) === same)) return;
    if (this.waiting.length >= LIMIT) this.missed = true;
    else this.waiting.push(notification);
    if (this.running) return;
    this.running = true;
    // After the change as a whole: the one who is told may ask at once.
    setImmediate(() => void this.run());
  }

  /** Nothing goes out any more. */
  end(): void {
    this.over = true;
    this.waiting = [];
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 || this.missed) {
      const batch = this.waiting.splice(0);
      const { notificationUrl } = this.subscription();
      if (batch.length > 0 && !(await this.bring(notificationUrl, batch))) this.missed = true;
      if (this.missed) await this.tellMissed();
    }
    this.running = false;
  }

  private async tellMissed(): Promise<void> {
    this.missed = false;
    const { id, tenantId, lifecycleNotificationUrl, clientState, expiration } = this.subscription();
    if (lifecycleNotificationUrl === undefined || this.over) return;
    await this.bring(lifecycleNotificationUrl, [
      {
        subscriptionId: id,
        subscriptionExpirationDateTime: new Date(expiration).toISOString(),
        tenantId,
        clientState: clientState ?? null,
        lifecycleEvent: 'missed',
      },
    ]);
  }

  private async bring(url: string, batch: readonly GraphObject[]): Promise<boolean> {
    const body = JSON.stringify({ value: batch.map((each) => ({ id: randomUUID(), ...each })) });
    for (const pause of [0, ...RETRIES]) {
      try {
        if (pause > 0) await this.webhook.pause(pause);
        if (this.over) return true;
        const { status } = await this.webhook.post(new URL(url), body, PATIENCE_MS);
        if (status >= 200 && status < 300) return true;
      } catch {
        // Nobody answered; the next attempt may find somebody.
      }
    }
    return this.over;
  }
}
