import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { momentOf } from '../moment.js';
import type { Appointment } from './event.js';
import { appointment } from './event.js';
import { readEventSeeds } from './seeds.js';

/** The calendars of all users; days of the seeds count from when it is made. */
export class Calendars {
  private readonly seeds = readEventSeeds();
  private readonly now: number;

  constructor(
    private readonly directory: Directory,
    clock: Clock,
  ) {
    this.now = clock.now();
  }

  /** By start. Throws 404 for guests, whose calendar is in their own tenant. */
  of(owner: User): readonly Appointment[] {
    if (owner.guest) throw new GraphError('noMailbox');
    return this.seeds
      .map((seed) => ({ seed, attendees: seed.attendees.flatMap((each) => this.everybody(each, seed.organizer)) }))
      .filter(({ seed, attendees }) => seed.organizer === owner.mail || attendees.includes(owner.mail))
      .map(({ seed, attendees }) =>
        appointment(owner, seed, momentOf(this.now, seed.day, seed.at), attendees, (address) => this.nameOf(address)),
      )
      .toSorted((one, other) => startOf(one) - startOf(other));
  }

  private everybody(address: string, organizer: string): readonly string[] {
    if (!address.startsWith('*')) return [address];
    return this.directory.allUsers
      .filter(({ guest, mail }) => !guest && mail !== organizer && mail.endsWith(address.slice(1)))
      .map(({ mail }) => mail);
  }

  private nameOf(address: string): string {
    return this.directory.usersNamed(address)[0]?.displayName ?? address;
  }
}

function startOf({ occurrences }: Appointment): number {
  return occurrences[0]?.start ?? 0;
}
