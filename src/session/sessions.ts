import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import type { Sealer } from '../common/sealing/sealer.js';
import type { AppConfig, SessionConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Partitions } from '../obo/partition.js';
import type { SessionRecord } from './session-record.js';
import { readRecord, writeRecord } from './session-record.js';
import type { StoredSession } from './session-store.js';
import { SessionStore } from './session-store.js';

/** A session in force: what it stands for, and where that lies. */
export interface OpenSession extends SessionRecord {
  readonly stored: StoredSession;
}

/** A session id: 256 random bits, base64url. */
const ID = /^[\w-]{43}$/;
/** Milliseconds: use is written down no more often than this. */
const TOUCH_INTERVAL_MS = 60_000;

/** Sessions as they are begun, used and ended. All throw `session_unavailable` where the store does not answer. */
@Injectable()
export class Sessions {
  private readonly sealer: Sealer;
  private readonly settings: SessionConfig;

  constructor(
    @Inject(APP_CONFIG) { session }: AppConfig,
    private readonly store: SessionStore,
    private readonly partitions: Partitions,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {
    if (session === undefined) throw new TypeError('this room is not for an API without sessions');
    this.settings = session;
    this.sealer = keys.sealer('sessions');
  }

  /** Begins one. Answers its id, which exists nowhere else, and how many of the user's oldest ended for it. */
  async begin(record: SessionRecord): Promise<{ readonly id: string; readonly displaced: number }> {
    const id = randomBytes(32).toString('base64url');
    const [name] = this.namesOf(id);
    const sealed = this.sealer.seal(writeRecord(record), name);
    const ends = { idle: this.endOf(record), absolute: this.absoluteEndOf(record) };
    const displaced = await this.store.add({ name, sealed }, this.listsOf(record), ends);
    return { id, displaced };
  }

  /** The session of this id; undefined whatever is wrong with it. */
  async open(id: string): Promise<OpenSession | undefined> {
    if (!ID.test(id)) return undefined;
    for (const name of this.namesOf(id)) {
      const opened = await this.read(name);
      if (opened !== undefined) return opened;
    }
    return undefined;
  }

  /** The session as it is now; undefined where it has ended. */
  async read(name: string): Promise<OpenSession | undefined> {
    const sealed = await this.store.read(name);
    return sealed && this.opened({ name, sealed });
  }

  /** Puts off the idle end of one that is in use. Where somebody has just written to it, that is as good. */
  async touch(session: OpenSession): Promise<void> {
    const usedAt = this.clock.now();
    const interval = Math.min(TOUCH_INTERVAL_MS, this.settings.idleSeconds * 100);
    if (usedAt - session.usedAt >= interval) await this.rewrite(session, { usedAt });
  }

  /** Changes the session that was read; undefined where another has changed it meanwhile, or it has ended. */
  async rewrite({ stored, ...record }: OpenSession, changes: Partial<SessionRecord>): Promise<OpenSession | undefined> {
    const changed = { ...record, ...changes };
    const sealed = this.sealer.seal(writeRecord(changed), stored.name);
    const done = await this.store.replace(stored, sealed, this.endOf(changed));
    return done ? { ...changed, stored: { name: stored.name, sealed } } : undefined;
  }

  async end({ stored }: OpenSession): Promise<void> {
    await this.store.remove(stored.name);
  }

  /** Only as it was read; false where another has changed it meanwhile, or it has ended already. */
  endUnchanged({ stored }: OpenSession): Promise<boolean> {
    return this.store.remove(stored.name, stored.sealed);
  }

  /** All sessions of a user. */
  async endAllOf(user: Pick<Caller, 'tenantId' | 'userId'>): Promise<void> {
    for (const list of this.partitions.of(user).map(listOfUser)) await this.endListed(list, () => true);
  }

  /** Those that began with this sign-in at Entra, of this issuer where one is named. Answers how many there were. */
  async endAllAt(sid: string, issuer: string | undefined): Promise<number> {
    let ended = 0;
    for (const list of this.listsAt(sid))
      ended += await this.endListed(
        list,
        (session) => session.sid === sid && (issuer === undefined || session.issuer === issuer),
      );
    return ended;
  }

  /** When it ends unless it is used, in milliseconds since the epoch. */
  endOf(record: SessionRecord): number {
    return Math.min(record.usedAt + this.settings.idleSeconds * 1000, this.absoluteEndOf(record));
  }

  private absoluteEndOf({ createdAt }: SessionRecord): number {
    return createdAt + this.settings.maxSeconds * 1000;
  }

  private async endListed(list: string, which: (session: OpenSession) => boolean): Promise<number> {
    let ended = 0;
    for (const stored of await this.store.listed(list)) {
      const session = this.opened(stored);
      if (session !== undefined && which(session) && (await this.store.remove(stored.name))) ended += 1;
    }
    return ended;
  }

  /** Under every key of the ring, the newest first: after a rotation older names still mean the same session. */
  private namesOf(id: string): readonly [string, ...string[]] {
    const [newest, ...older] = this.keys.names('session', [id]);
    return [sessionName(newest), ...older.map(sessionName)];
  }

  private listsOf(record: SessionRecord): readonly string[] {
    const [user] = this.partitions.of(record);
    const [at] = record.sid === undefined ? [] : this.listsAt(record.sid);
    return [listOfUser(user), ...(at === undefined ? [] : [at])];
  }

  private listsAt(sid: string): readonly string[] {
    return this.keys.names('session-sid', [sid]).map((name) => `behalf:sessions-at:${name}`);
  }

  private opened(stored: StoredSession): OpenSession | undefined {
    const text = this.sealer.open(stored.sealed, stored.name);
    const record = text === undefined ? undefined : readRecord(text);
    return record === undefined || this.endOf(record) <= this.clock.now() ? undefined : { ...record, stored };
  }
}

const sessionName = (name: string): string => `behalf:session:${name}`;
const listOfUser = (partition: string): string => `behalf:sessions-of:${partition}`;
