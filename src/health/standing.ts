import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Optional } from '@nestjs/common';
import { SigningKeys } from '../auth/signing-keys.js';
import { IdentityStanding } from '../common/identity-standing.js';
import { Draining } from '../common/http/draining.js';
import { Redis } from '../common/redis/redis.js';
import { OwnCredential } from '../obo/credential/own-credential.js';
import type { Readiness } from './readiness.js';
import { statusOf } from './readiness.js';

/** How this process stands, for whoever asks at whichever address. */
@Injectable()
export class Standing implements BeforeApplicationShutdown {
  constructor(
    private readonly draining: Draining,
    private readonly keys: SigningKeys,
    private readonly identity: IdentityStanding,
    private readonly credential: OwnCredential,
    @Optional() private readonly redis?: Redis,
  ) {}

  beforeApplicationShutdown(): void {
    this.draining.begin();
  }

  async current(): Promise<Readiness> {
    const checks: Readiness['checks'] = {
      keys: this.keys.ready ? 'ok' : 'missing',
      identity: this.identity.current,
      redis: this.redisStanding,
      credential: await this.credential.standing(),
    };
    return { status: this.draining.begun ? 'draining' : statusOf(checks), checks };
  }

  private get redisStanding(): Readiness['checks']['redis'] {
    if (this.redis === undefined) return 'off';
    return this.redis.available ? 'ok' : 'unreachable';
  }
}
