import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { Call } from '../operation.js';

/** Windows' names of zones beside the IANA ones (Unicode CLDR windowsZones, the zones of the larger cities). */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  'gmt standard time': 'Europe/London',
  'w. europe standard time': 'Europe/Berlin',
  'romance standard time': 'Europe/Paris',
  'central europe standard time': 'Europe/Budapest',
  'central european standard time': 'Europe/Warsaw',
  'fle standard time': 'Europe/Kyiv',
  'eastern standard time': 'America/New_York',
  'central standard time': 'America/Chicago',
  'mountain standard time': 'America/Denver',
  'pacific standard time': 'America/Los_Angeles',
  'e. south america standard time': 'America/Sao_Paulo',
  'india standard time': 'Asia/Kolkata',
  'china standard time': 'Asia/Shanghai',
  'singapore standard time': 'Asia/Singapore',
  'tokyo standard time': 'Asia/Tokyo',
  'aus eastern standard time': 'Australia/Sydney',
};

/** The zone a client wants times in. */
export interface PreferredZone {
  /** As the client wrote it. */
  readonly name: string;
  readonly format: Intl.DateTimeFormat;
}

/** `Prefer: outlook.timezone="…"`; throws 400 for a zone nobody knows, undefined when it is not asked for. */
export function preferredZone({ header }: Call): PreferredZone | undefined {
  const name = /outlook\.timezone\s*=\s*"?([^",;]+)"?/i.exec(header('prefer') ?? '')?.[1]?.trim();
  if (name === undefined) return undefined;
  try {
    const timeZone = WINDOWS_ZONES[name.toLowerCase()] ?? name;
    // Swedish writes dates as ISO 8601 does.
    return { name, format: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }) };
  } catch {
    throw new GraphError(
      'timeZoneUnknown',
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name.slice(0, 80)}'.`,
    );
  }
}

/** An event with its times in that zone. */
export function inZone(event: GraphObject, zone: PreferredZone | undefined): GraphObject {
  if (zone === undefined) return event;
  return { ...event, start: moved(event['start'], zone), end: moved(event['end'], zone) };
}

function moved(time: unknown, { name, format }: PreferredZone): GraphObject {
  const utc: unknown = typeof time === 'object' && time !== null ? Reflect.get(time, 'dateTime') : undefined;
  return { dateTime: `${format.format(Date.parse(`${String(utc)}Z`)).replace(' ', 'T')}.0000000`, timeZone: name };
}
