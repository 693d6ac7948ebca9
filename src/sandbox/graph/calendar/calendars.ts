import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import type { Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import { momentOf } from '../moment.js';
import { Calendar } from './calendar.js';
import { appointmentOf } from './event.js';
import { seededEvent } from './seeded-event.js';
import { readEventSeeds } from './seeds.js';

/** The calendars of all users, made from the seeds when they are first opened; days count from when it is made. */
export class Calendars {
  private readonly seeds = readEventSeeds();
  private readonly opened = new Map<string, Calendar>();
  private readonly made: number;

  constructor(
    private readonly directory: Directory,
    clock: Clock,
    private readonly changes: Changes,
  ) {
    this.made = clock.now();
  }

  /** Throws 404 for guests, whose calendar is in their own tenant. */
  of(owner: User): Calendar {
    if (owner.guest) throw new GraphError('noMailbox');
    const open = this.opened.get(owner.id) ?? this.fill(owner);
    this.opened.set(owner.id, open);
    return open;
  }

  /** The calendar of whoever has this mail address; undefined when nobody here has it. */
  addressed(address: string): Calendar | undefined {
    const wanted = address.toLowerCase();
    const owner = this.directory.allUsers.find(({ guest, mail }) => !guest && mail.toLowerCase() === wanted);
    return owner === undefined ? undefined : this.of(owner);
  }

  nameOf(address: string): string {
    return this.directory.usersNamed(address)[0]?.displayName ?? address;
  }

  private fill(owner: User): Calendar {
    const appointments = this.seeds
      .map((seed) => ({ seed, attendees: seed.attendees.flatMap((each) => this.everybody(each, seed.organizer)) }))
      .filter(({ seed, attendees }) => seed.organizer === owner.mail || attendees.includes(owner.mail))
      .map(({ seed, attendees }) => {
        const start = momentOf(this.made, seed.day, seed.at);
        return appointmentOf(seededEvent(owner, seed, start, attendees, (address) => this.nameOf(address)));
      });
    return new Calendar(owner, this.changes, appointments);
  }

  private everybody(address: string, organizer: string): readonly string[] {
    if (!address.startsWith('*')) return [address];
    return this.directory.allUsers
      .filter(({ guest, mail }) => !guest && mail !== organizer && mail.endsWith(address.slice(1)))
      .map(({ mail }) => mail);
  }
}
