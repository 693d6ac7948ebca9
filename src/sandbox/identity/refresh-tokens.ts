import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../common/clock.js';
import type { Installation } from '../installation/installation.js';
import type { UserTokens } from './token-issuer.js';

const keptToken = z.object({
  userId: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  /** The scope the sign-in asked, for renewals that name none. */
  scope: z.string(),
  amr: z.array(z.string()),
  acrs: z.array(z.string()),
  issuedAt: z.number(),
  signedInAt: z.number(),
  expiresAt: z.number(),
  spa: z.boolean(),
  family: z.string().optional(),
  sid: z.string().optional(),
});

/** What a refresh token stands for; times in milliseconds. */
export type KeptRefreshToken = Readonly<z.infer<typeof keptToken>>;

const file = z.record(z.string(), keptToken);
const MAXIMUM_KEPT = 20_000;
const LIFETIME = 90 * 24 * 3600 * 1000;
/** Milliseconds a crash can lose; a whole file is written, so not more often under load. */
const WRITE_DELAY = 1000;

/** Refresh tokens by hash, kept in the installation so that they outlive a restart; the oldest give way to new ones. */
export class RefreshTokens {
  private readonly kept: Map<string, KeptRefreshToken>;
  private writing: NodeJS.Timeout | undefined;

  constructor(
    private readonly installation: Installation,
    private readonly clock: Clock,
    /** Name of the file. */
    private readonly name = 'refresh-tokens.json',
  ) {
    this.kept = new Map(Object.entries(installation.readJson(this.name, file) ?? {}));
  }

  /** A new token for what a sign-in or renewal established. As at Entra, the one before stays valid. */
  issue({ user, client, asked, oidc, strength, signedInAt, spaUntil, family, sid }: UserTokens): string {
    const raw = `1.A${randomBytes(96).toString('base64url')}`;
    const now = this.clock.now();
    const prefix = asked.prefix === undefined ? '' : `${asked.prefix}/`;
    const named = asked.names.map((name) => `${prefix}${name}`);
    this.kept.set(hashed(raw), {
      userId: user.id,
      tenantId: user.tenantId,
      clientId: client.clientId,
      scope: [...oidc, ...named, ...(asked.defaultLiteral === undefined ? [] : [asked.defaultLiteral])].join(' '),
      amr: [...strength.amr],
      acrs: [...strength.acrs],
      issuedAt: now,
      signedInAt,
      expiresAt: spaUntil ?? now + LIFETIME,
      spa: spaUntil !== undefined,
      ...(family !== undefined && { family }),
      ...(sid !== undefined && { sid }),
    });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MAXIMUM_KEPT) break;
      this.kept.delete(oldest);
    }
    this.writeSoon();
    return raw;
  }

  find(raw: string): KeptRefreshToken | undefined {
    return this.kept.get(hashed(raw));
  }

  /** Revokes all that came of one code (RFC 6749 section 4.1.2: a code used twice). */
  revokeFamily(family: string): void {
    for (const [key, token] of this.kept) if (token.family === family) this.kept.delete(key);
    this.writeSoon();
  }

  clear(): void {
    this.kept.clear();
    this.writeSoon();
  }

  /** Writes what is not written yet. */
  flush(): void {
    if (this.writing === undefined) return;
    clearTimeout(this.writing);
    this.writing = undefined;
    this.installation.writeText(this.name, JSON.stringify(Object.fromEntries(this.kept)));
  }

  private writeSoon(): void {
    this.writing ??= setTimeout(() => this.flush(), WRITE_DELAY).unref();
  }
}

function hashed(raw: string): string {
  return createHash('sha256').update(raw).digest('base64url');
}
