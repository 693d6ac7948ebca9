import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { AttachmentInput } from './attachment.js';

const LIFETIME = 3 * 3_600_000;
const MAX_SESSIONS = 100;
/** Of all files that are on their way. */
const MAX_BYTES = 400 * 1024 * 1024;

/** A file on its way to be attached to a message, slice by slice and in order. */
export interface AttachmentSession {
  readonly id: string;
  readonly owner: User;
  readonly messageId: string;
  readonly file: Omit<AttachmentInput, '@odata.type' | 'contentBytes'>;
  readonly size: number;
  readonly expires: number;
  readonly slices: Buffer[];
}

/** The upload sessions of all mailboxes; the secret in its address is the permission to one. */
export class AttachmentSessions {
  private readonly open = new Map<string, { readonly session: AttachmentSession; readonly secret: Buffer }>();

  constructor(private readonly clock: Clock) {}

  /** A new session and the secret of its address. Throws 507 when too many are open. */
  begin(wish: Pick<AttachmentSession, 'owner' | 'messageId' | 'file' | 'size'>): {
    session: AttachmentSession;
    secret: string;
  } {
    this.sweep();
    const promised = [...this.open.values()].reduce((sum, { session }) => sum + session.size, wish.size);
    if (this.open.size >= MAX_SESSIONS || promised > MAX_BYTES) throw new GraphError('mailboxFull');
    const secret = randomBytes(32);
    const id = `AAMkADIy${randomBytes(24).toString('base64url')}AAA=`;
    const session = { ...wish, id, expires: this.clock.now() + LIFETIME, slices: [] };
    this.open.set(id, { session, secret });
    return { session, secret: secret.toString('base64url') };
  }

  /** The session of an address; undefined when there is none, it is too old, or the secret is not its own. */
  opened(id: string, secret: string): AttachmentSession | undefined {
    this.sweep();
    const found = this.open.get(id);
    const given = Buffer.from(secret, 'base64url');
    if (found === undefined || given.length !== found.secret.length || !timingSafeEqual(given, found.secret))
      return undefined;
    return found.session;
  }

  end({ id }: AttachmentSession): void {
    this.open.delete(id);
  }

  private sweep(): void {
    for (const [id, { session }] of this.open) if (session.expires <= this.clock.now()) this.open.delete(id);
  }
}
