import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { Drive } from './drive.js';
import type { DriveEntry } from './drive-entry.js';

/** How long a download address is good for, ms. */
const LIFETIME = 3_600_000;

/** Pre-authenticated download addresses, as SharePoint hands them out: whoever has one may read that one file. */
export class Downloads {
  private readonly key = randomBytes(32);

  constructor(private readonly clock: Clock) {}

  /** An address on the origin that was asked. */
  address(origin: string, { id, home }: Drive, { uniqueId }: DriveEntry): string {
    const until = String(this.clock.now() + LIFETIME);
    const drive = Buffer.from(id).toString('base64url');
    const grant = `v1.${until}.${drive}.${this.mark(id, uniqueId, until).toString('base64url')}`;
    return `${origin}${home.folder}/_layouts/15/download.aspx?UniqueId=${uniqueId}&Translate=false&tempauth=${grant}&ApiVersion=2.0`;
  }

  /** Which file an address opens; undefined when it was changed or is too old. */
  opened(query: URLSearchParams): { driveId: string; uniqueId: string } | undefined {
    const uniqueId = query.get('UniqueId') ?? '';
    const [version, until = '', drive = '', mark = ''] = (query.get('tempauth') ?? '').split('.');
    const driveId = Buffer.from(drive, 'base64url').toString();
    const given = Buffer.from(mark, 'base64url');
    const expected = this.mark(driveId, uniqueId, until);
    if (version !== 'v1' || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return Number(until) > this.clock.now() ? { driveId, uniqueId } : undefined;
  }

  private mark(...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest();
  }
}
