import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Optional } from '@nestjs/common';
import { SigningKeys } from '../auth/signing-keys.js';
import { IdentityStanding } from '../common/identity-standing.js';
import { Draining } from '../common/http/draining.js';
import { Redis } from '../common/redis/redis.js';
import type { CredentialStanding } from '../obo/credential/own-credential.js';
import { OwnCredential } from '../obo/credential/own-credential.js';
import { SignInClient } from '../session/sign-in-client.js';
import type { Readiness } from './readiness.js';
import { statusOf } from './readiness.js';

const WORST_FIRST: readonly CredentialStanding[] = ['refused', 'expired', 'unavailable', 'expiring'];

/** How this process stands, for whoever asks at whichever address. */
@Injectable()
export class Standing implements BeforeApplicationShutdown {
  constructor(
    private readonly draining: Draining,
    private readonly keys: SigningKeys,
    private readonly identity: IdentityStanding,
    private readonly credential: OwnCredential,
    @Optional() private readonly redis?: Redis,
    @Optional() private readonly signIn?: SignInClient,
  ) {}

  beforeApplicationShutdown(): void {
    this.draining.begin();
  }

  async current(): Promise<Readiness> {
    const checks: Readiness['checks'] = {
      keys: this.keys.ready ? 'ok' : 'missing',
      identity: this.identity.current,
      redis: this.redisStanding,
      credential: await this.credentialStanding(),
    };
    return { status: this.draining.begun ? 'draining' : statusOf(checks), checks };
  }

  /** Of the API's own and of the one that signs browsers in, the worse. */
  private async credentialStanding(): Promise<CredentialStanding> {
    const standings = [await this.credential.standing(), await this.signIn?.ownCredential?.standing()];
    return WORST_FIRST.find((each) => standings.includes(each)) ?? 'ok';
  }

  private get redisStanding(): Readiness['checks']['redis'] {
    if (this.redis === undefined) return 'off';
    return this.redis.available ? 'ok' : 'unreachable';
  }
}
