import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Log } from '../../common/log.js';
import type { ClientCredential, Presentation } from './client-credential.js';
import { CredentialError } from './credential.errors.js';

const DAY_MS = 86_400_000;

/**
 * How our own credential stands: `expiring` within two weeks where a person must renew it, `unavailable` when its
 * source gives nothing usable at the moment, `refused` when Entra did not take what is there now.
 */
export type CredentialStanding = 'ok' | 'expiring' | 'expired' | 'unavailable' | 'refused';

/** What this API proves itself to Entra with, and how that stands. Told in the log at start and once a day. */
export class OwnCredential implements OnApplicationBootstrap, OnModuleDestroy {
  private refusedPresentation: Presentation | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly credential: ClientCredential,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly checkMs: number,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.log.info('credential_chosen', { kind: this.credential.kind });
    await this.tell();
    this.timer = setInterval(() => void this.tell(), this.checkMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** What to prove ourselves with now. Throws Problem. */
  async present(): Promise<Presentation> {
    try {
      return await this.credential.present();
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
      const { problem } = error;
      if (problem.code === 'misconfigured') this.log.error('credential_unusable', this.described(error));
      throw problem;
    }
  }

  /** Entra took it. */
  accepted(): void {
    this.refusedPresentation = undefined;
  }

  /** Entra refused it: what is there by now instead; undefined when nothing has changed. */
  async refused(presentation: Presentation): Promise<Presentation | undefined> {
    const instead = await this.credential.presentInstead(presentation);
    if (instead === undefined) this.refusedPresentation = presentation;
    else this.log.info('credential_replaced', { kind: this.credential.kind });
    return instead;
  }

  /** How it stands, with its source looked at anew where that takes no call out. */
  async standing(): Promise<CredentialStanding> {
    await this.credential.refresh();
    const { current, troubled, warnBeforeMs } = this.credential;
    const left = (current?.endsAt ?? Number.POSITIVE_INFINITY) - this.clock.now();
    if (current !== undefined && current === this.refusedPresentation) return 'refused';
    if (left <= 0) return 'expired';
    if (troubled) return 'unavailable';
    return left <= warnBeforeMs ? 'expiring' : 'ok';
  }

  private async tell(): Promise<void> {
    const standing = await this.standing();
    const { kind, current } = this.credential;
    const days = current?.endsAt === undefined ? undefined : Math.floor((current.endsAt - this.clock.now()) / DAY_MS);
    if (standing === 'expiring') this.log.warn('credential_expiring', { kind, days });
    if (standing === 'expired') this.log.error('credential_expired', { kind, days });
  }

  private described({ flaw }: CredentialError): { kind: string; flaw: string } {
    return { kind: this.credential.kind, flaw };
  }
}
