import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../common/caller.js';
import { Problem } from '../common/problem/problem.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import type { Sealer } from '../common/sealing/sealer.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { GraphTokens } from './graph-tokens.js';
import { ConsentMissing } from './obo.errors.js';

type User = Pick<Caller, 'tenantId' | 'userId'>;

/** Which consent a call needs. */
export interface MissingConsent {
  /** Graph's scopes, short form. */
  readonly scopes: readonly string[];
  /** Only an administrator can give it. */
  readonly byAdministrator: boolean;
}

/** What the state of a consent begins with, which tells it from a sign-in's. */
const STATE = 'consent.';
/** Far longer than any made here. */
const MAX_STATE_LENGTH = 1_000;
const PLACE = 'behalf:consent';
const userSchema = z.strictObject({ tenantId: z.string(), userId: z.string() });

/** Consents that calls need: the links they are given by, and what follows once the browser is back. */
@Injectable()
export class Consents {
  private readonly sealer: Sealer;

  constructor(
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'identity' | 'allowedRedirectUris'>,
    keys: KeyRing,
    @Inject(GraphTokens) private readonly tokens: Pick<GraphTokens, 'forget'>,
  ) {
    this.sealer = keys.sealer('consent');
  }

  /**
   * `consent_required` with the scopes that are missing and a link that asks for exactly these, the user or, where only
   * that helps, an administrator. Client is this API; the code that comes back is of no use to anybody and discarded. No
   * link without ALLOWED_REDIRECT_URIS.
   * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example,
   * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
   */
  required({ tenantId, userId }: User, { scopes, byAdministrator }: MissingConsent, cause: unknown): Problem {
    const { clientId, browserAuthorityHost } = this.config.identity;
    const [redirectUri] = this.config.allowedRedirectUris;
    const forAdministrator =
      byAdministrator || (cause instanceof ConsentMissing && cause.options.remedy === 'contact_admin');
    const remedy = forAdministrator ? 'contact_admin' : 'consent';
    if (redirectUri === undefined) return new Problem('consent_required', { scopes, remedy, cause });
    const state = this.stateOf({ tenantId, userId });
    const common = { client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' '), state };
    if (forAdministrator) {
      const query = new URLSearchParams(common);
      const adminConsentUri = `${browserAuthorityHost}/${tenantId}/v2.0/adminconsent?${query.toString()}`;
      return new Problem('consent_required', { scopes, remedy, adminConsentUri, cause });
    }
    const query = new URLSearchParams({ ...common, response_type: 'code', prompt: 'consent' });
    const consentUri = `${browserAuthorityHost}/${tenantId}/oauth2/v2.0/authorize?${query.toString()}`;
    return new Problem('consent_required', { scopes, remedy, consentUri, cause });
  }

  /** Whether a browser that is back with this state comes from a consent. */
  isOne(state: string): boolean {
    return state.startsWith(STATE);
  }

  /**
   * A consent was given: whose Graph tokens were made before it lack what they are to have, and an exchange may have been
   * forced for it a moment ago. They are forgotten, so that the next call has a new one.
   */
  async given(state: string | undefined): Promise<void> {
    const user = state === undefined ? undefined : this.userOf(state);
    // Where other replicas cannot be told, theirs are replaced half a minute after they were made.
    if (user !== undefined) await this.tokens.forget(user).catch(() => undefined);
  }

  /** Names nobody to those it passes on its way. */
  private stateOf(user: User): string {
    return `${STATE}${this.sealer.seal(JSON.stringify(user), PLACE).toString('base64url')}`;
  }

  private userOf(state: string): User | undefined {
    if (!this.isOne(state) || state.length > MAX_STATE_LENGTH) return undefined;
    const text = this.sealer.open(Buffer.from(state.slice(STATE.length), 'base64url'), PLACE);
    return text === undefined ? undefined : userSchema.safeParse(JSON.parse(text)).data;
  }
}
