import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import { bool, complex, text, valueAt } from '../odata/schema.js';

const availability = z.enum(['Available', 'Away', 'BeRightBack', 'Busy', 'DoNotDisturb']);
const seeds = z.record(z.string(), availability);

/** microsoft.graph.presence. */
export const PRESENCE_TYPE: EntityType = {
  name: 'microsoft.graph.presence',
  always: ['id'],
  members: {
    id: text,
    availability: text,
    activity: text,
    statusMessage: complex({}),
    outOfOfficeSettings: complex({ message: text, isOutOfOffice: bool }),
  },
};

/** Who is there, from `seeds/presences.json` and the calendars. */
export class Presences {
  private readonly seeds = seeds.parse(
    JSON.parse(readFileSync(new URL('../seeds/presences.json', import.meta.url), 'utf8')),
  );

  constructor(private readonly clock: Clock) {}

  /** Somebody in a meeting is busy; accounts that are disabled are offline. */
  of(user: User, events: readonly GraphObject[]): GraphObject {
    const own = this.seeds[user.userPrincipalName];
    if (user.disabled || own === undefined) return presence(user.id, 'Offline', 'Offline');
    const meeting = events.some((event) => coversMoment(event, this.clock.now()));
    return meeting ? presence(user.id, 'Busy', 'InAMeeting') : presence(user.id, own, own);
  }
}

/** Of an id nobody here has. */
export function unknownPresence(id: string): GraphObject {
  return presence(id, 'PresenceUnknown', 'PresenceUnknown');
}

function coversMoment(event: GraphObject, now: number): boolean {
  if (event['showAs'] === 'free' || event['isCancelled'] === true || event['type'] === 'seriesMaster') return false;
  const [start, end] = ['start', 'end'].map((edge) => Date.parse(`${String(valueAt(event[edge], ['dateTime']))}Z`));
  return start !== undefined && end !== undefined && start <= now && now < end;
}

function presence(id: string, available: string, activity: string): GraphObject {
  return {
    id,
    availability: available,
    activity,
    statusMessage: null,
    outOfOfficeSettings: { message: null, isOutOfOffice: false },
  };
}
