import type { Clock } from '../../common/clock.js';
import type { ClientCredential, Presentation } from './client-credential.js';
import { CredentialError } from './credential.errors.js';
import type { ManagedIdentityToken } from './managed-identity-token.js';

/** A token this close to its end is not sent to Entra any more. */
const USABLE_MS = 60_000;
/** From here on a new one is fetched while the old one still serves. */
const AHEAD_MS = 600_000;
/** From one attempt to the next while a usable token is there; also how new a refused token must be to be believed. */
const INTERVAL_MS = 30_000;

/**
 * A managed identity's token for the token exchange as client assertion: kept until shortly before its end, fetched
 * ahead of it in the background, once for all who wait.
 */
export class ManagedIdentityCredential implements ClientCredential {
  readonly kind = 'managed_identity';
  readonly warnBeforeMs = 0;
  current: Presentation | undefined;
  private flaw: CredentialError | undefined;
  private fetching: Promise<Presentation> | undefined;
  private attemptedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly fetchToken: () => Promise<ManagedIdentityToken>,
    private readonly clock: Clock,
    private readonly onTrouble: (flaw: CredentialError) => void,
  ) {}

  get troubled(): boolean {
    return this.flaw !== undefined;
  }

  async present(): Promise<Presentation> {
    const held = this.current;
    const left = (held?.endsAt ?? 0) - this.clock.now();
    if (held === undefined || left <= USABLE_MS) return this.fetched();
    // What goes wrong ahead of time has been told by then, and hurts nobody yet.
    if (left <= AHEAD_MS && this.mayAttempt) void this.fetched().catch(() => undefined);
    return held;
  }

  async presentInstead(refused: Presentation): Promise<Presentation | undefined> {
    if (this.current !== refused) return this.current;
    if (!this.mayAttempt) return undefined;
    const fresh = await this.fetched().catch(() => refused);
    return fresh === refused ? undefined : fresh;
  }

  async refresh(): Promise<void> {
    // Its source is a call away; `present` makes it when it is due.
  }

  private get mayAttempt(): boolean {
    return this.clock.now() - this.attemptedAt >= INTERVAL_MS;
  }

  private fetched(): Promise<Presentation> {
    this.fetching ??= this.fetch().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetch(): Promise<Presentation> {
    this.attemptedAt = this.clock.now();
    try {
      const { token, endsAt } = await this.fetchToken();
      this.flaw = undefined;
      if (this.current?.msal.clientAssertion !== token) this.current = { msal: { clientAssertion: token }, endsAt };
      return this.current;
    } catch (cause) {
      const flaw = cause instanceof CredentialError ? cause : new CredentialError('endpoint_unavailable', { cause });
      if (this.flaw?.flaw !== flaw.flaw) this.onTrouble(flaw);
      this.flaw = flaw;
      throw flaw;
    }
  }
}
