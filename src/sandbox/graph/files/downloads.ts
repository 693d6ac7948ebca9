import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import type { DriveEntry } from './drive.js';

/** How long a download address is good for, ms. */
const LIFETIME = 3_600_000;

/** Pre-authenticated download addresses, as SharePoint hands them out: whoever has one may read that one file. */
export class Downloads {
  private readonly key = randomBytes(32);

  constructor(private readonly clock: Clock) {}

  /** An address on the origin that was asked. */
  address(origin: string, owner: User, entry: DriveEntry): string {
    const until = String(this.clock.now() + LIFETIME);
    const folder = owner.userPrincipalName.replaceAll(/[^a-z0-9]/gi, '_');
    const grant = `v1.${until}.${this.mark(owner.id, entry.uniqueId, until).toString('base64url')}`;
    return `${origin}/personal/${folder}/_layouts/15/download.aspx?UniqueId=${owner.id}.${entry.uniqueId}&Translate=false&tempauth=${grant}&ApiVersion=2.0`;
  }

  /** Whose file an address opens; undefined when it was changed or is too old. */
  opened(query: URLSearchParams): { ownerId: string; uniqueId: string } | undefined {
    const [ownerId = '', uniqueId = ''] = (query.get('UniqueId') ?? '').split('.');
    const [version, until = '', mark = ''] = (query.get('tempauth') ?? '').split('.');
    const given = Buffer.from(mark, 'base64url');
    const expected = this.mark(ownerId, uniqueId, until);
    if (version !== 'v1' || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return Number(until) > this.clock.now() ? { ownerId, uniqueId } : undefined;
  }

  private mark(...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest();
  }
}
