import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import { equalSecrets } from '../../identity/equal-secrets.js';
import type { ConflictBehavior, Drive } from './drive.js';
import type { Author, DriveEntry } from './drive-entry.js';
import type { Storage } from './storage.js';

/** How long a session waits for its next slice, ms. */
const LIFETIME = 24 * 3_600_000;

/** What an upload will become. */
export interface UploadGoal {
  readonly drive: Drive;
  /** The file that gets new bytes, or the folder and the path below it. */
  readonly itemId: string | undefined;
  readonly wanted: { readonly startId: string; readonly path: string } | undefined;
  readonly behavior: ConflictBehavior;
  readonly author: Author;
  readonly properties: Partial<Pick<DriveEntry, 'description' | 'fileSystemInfo'>>;
  /** Whether the file is made by a request of its own after the last slice. */
  readonly deferred: boolean;
  /** The eTag the file that is replaced must have still. */
  readonly etag: string | undefined;
}

export interface UploadSession {
  readonly id: string;
  /** The part of its address that is the permission to write there. */
  readonly secret: string;
  readonly goal: UploadGoal;
  readonly slices: Buffer[];
  received: number;
  /** Of the whole file; known from the first slice on. */
  total: number | undefined;
  /** Moment (ms). */
  expires: number;
}

/** Files on their way: kept until they are complete, cancelled or too old. */
export class UploadSessions {
  private readonly sessions = new Map<string, UploadSession>();

  constructor(
    private readonly clock: Clock,
    private readonly storage: Storage,
  ) {}

  /** Throws 507 where there is no room. */
  start(goal: UploadGoal): UploadSession {
    for (const session of this.sessions.values()) if (session.expires <= this.clock.now()) this.end(session);
    this.storage.take(0);
    const session: UploadSession = {
      id: randomUUID(),
      secret: randomBytes(32).toString('base64url'),
      goal,
      slices: [],
      received: 0,
      total: undefined,
      expires: this.clock.now() + LIFETIME,
    };
    this.sessions.set(session.id, session);
    return session;
  }

  /** The session of that id, `unproven` without its secret; undefined when there is none any more. */
  find(id: string, secret: string): UploadSession | 'unproven' | undefined {
    const session = this.sessions.get(id);
    if (session === undefined) return undefined;
    if (!equalSecrets(secret, session.secret)) return 'unproven';
    if (session.expires > this.clock.now()) return session;
    this.end(session);
    return undefined;
  }

  /** Keeps the next slice. Throws 507 where there is no room. */
  receive(session: UploadSession, slice: Buffer): void {
    this.storage.resize(session.received, session.received + slice.length);
    session.slices.push(slice);
    session.received += slice.length;
    session.expires = this.clock.now() + LIFETIME;
  }

  /** Hands the bytes over for good; a session whose file cannot be made keeps them. */
  complete<T>(session: UploadSession, make: (bytes: Buffer) => T): T {
    this.storage.resize(session.received, 0);
    let made: T;
    try {
      made = make(Buffer.concat(session.slices));
    } catch (error) {
      this.storage.resize(0, session.received);
      throw error;
    }
    this.sessions.delete(session.id);
    this.storage.giveBack(0);
    return made;
  }

  /** Forgets a session and what it received. */
  end(session: UploadSession): void {
    if (this.sessions.delete(session.id)) this.storage.giveBack(session.received);
  }
}
