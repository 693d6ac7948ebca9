import type { User } from '../../directory/types.js';
import type { Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import { requireOutlookId } from '../outlook-id.js';
import type { Appointment, CalendarEvent, Occurrence } from './event.js';
import { occurrenceEvent } from './event.js';

const MAX_APPOINTMENTS = 1000;

/** What an id in a calendar means: an appointment, or one occurrence of a series. */
export interface Found {
  readonly appointment: Appointment;
  /** Absent where the id is the appointment's own. */
  readonly occurrence?: Occurrence;
  readonly event: CalendarEvent;
}

/** The appointments of one user; every change is noted for delta queries. */
export class Calendar {
  private readonly kept: Map<string, Appointment>;

  constructor(
    readonly owner: User,
    private readonly changes: Changes,
    seeds: readonly Appointment[],
  ) {
    this.kept = new Map(seeds.map((seed) => [seed.event.id, seed]));
  }

  /** By start. */
  get appointments(): readonly Appointment[] {
    return [...this.kept.values()].toSorted((one, other) => startOf(one) - startOf(other));
  }

  /** What takes place between two moments, series by occurrence, in order. */
  between(from: number, to: number): readonly (Occurrence & { readonly event: CalendarEvent })[] {
    return [...this.kept.values()]
      .flatMap((appointment) =>
        appointment.occurrences
          .filter(({ start, end }) => start < to && end > from)
          .map((occurrence) => ({ ...occurrence, event: occurrenceEvent(appointment, occurrence) })),
      )
      .toSorted((one, other) => one.start - other.start);
  }

  /** Throws 400 for what is no id, 404 for an id of nothing here. */
  find(id: string): Found {
    requireOutlookId(id);
    const own = this.kept.get(id);
    if (own !== undefined) return { appointment: own, event: own.event };
    for (const appointment of this.kept.values()) {
      const occurrence = appointment.occurrences.find((each) => each.id === id);
      if (occurrence !== undefined) return { appointment, occurrence, event: occurrenceEvent(appointment, occurrence) };
    }
    throw new GraphError('mailItemNotFound');
  }

  /** The copy of a meeting, which has the same `iCalUId` in every calendar. */
  copyOf({ iCalUId }: CalendarEvent): Appointment | undefined {
    return [...this.kept.values()].find(({ event }) => event.iCalUId === iCalUId);
  }

  /** Throws 507 when the calendar is full. */
  add(appointment: Appointment): Appointment {
    if (this.kept.size >= MAX_APPOINTMENTS) throw new GraphError('mailboxFull');
    return this.put(appointment);
  }

  /** In place of the one with the same id. */
  put(appointment: Appointment): Appointment {
    const before = this.kept.get(appointment.event.id);
    const now = new Set(idsOf(appointment));
    this.note(
      (before === undefined ? [] : idsOf(before)).filter((id) => !now.has(id)),
      true,
    );
    this.kept.set(appointment.event.id, appointment);
    this.note([...now], false);
    return appointment;
  }

  remove(appointment: Appointment): void {
    this.kept.delete(appointment.event.id);
    this.note(idsOf(appointment), true);
  }

  private note(ids: readonly string[], removed: boolean): void {
    for (const id of ids) this.changes.note(eventsOf(this.owner), { id, removed });
  }
}

/** What the changes of a user's events and their occurrences are noted as. */
export function eventsOf(owner: User): string {
  return `events of ${owner.id}`;
}

function idsOf({ event, occurrences }: Appointment): readonly string[] {
  return [...new Set([event.id, ...occurrences.map(({ id }) => id)])];
}

function startOf({ occurrences }: Appointment): number {
  return occurrences[0]?.start ?? 0;
}
