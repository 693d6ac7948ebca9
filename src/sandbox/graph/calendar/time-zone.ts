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

/** A wall clock and the zone it is in (microsoft.graph.dateTimeTimeZone). */
export type ZonedTime = { readonly dateTime: string; readonly timeZone: string };

/** The zone a client wants times in. */
export interface PreferredZone {
  /** As the client wrote it. */
  readonly name: string;
}

/** `Prefer: outlook.timezone="…"`; throws 400 for a zone nobody knows, undefined when it is not asked for. */
export function preferredZone({ header }: Call): PreferredZone | undefined {
  const name = /outlook\.timezone\s*=\s*"?([^",;]+)"?/i.exec(header('prefer') ?? '')?.[1]?.trim();
  if (name === undefined) return undefined;
  formatOf(name);
  return { name };
}

/** An event with its times in that zone. */
export function inZone(event: GraphObject, zone: PreferredZone | undefined): GraphObject {
  if (zone === undefined) return event;
  return { ...event, start: moved(event['start'], zone), end: moved(event['end'], zone) };
}

/** A time in UTC as the same moment in that zone; as it is without one. */
export function timeInZone(time: ZonedTime, zone: PreferredZone | undefined): ZonedTime {
  if (zone === undefined) return time;
  return {
    dateTime: `${localTime(Date.parse(`${time.dateTime.slice(0, 23)}Z`), zone.name)}.0000000`,
    timeZone: zone.name,
  };
}

/** The wall clock of a zone at a moment, `YYYY-MM-DDThh:mm:ss`. Throws 400 for a zone nobody knows. */
export function localTime(moment: number, zone: string): string {
  return formatOf(zone).format(moment).replace(' ', 'T');
}

/** The moment the wall clock of a zone shows `local`, NaN for no time. Throws 400 for a zone nobody knows. */
export function momentIn(local: string, zone: string): number {
  const shown = Date.parse(`${local.slice(0, 23).replace(/Z$/, '')}Z`);
  if (Number.isNaN(shown)) return shown;
  // The second guess is right on either side of a change of the clocks; of an hour that comes twice it is one.
  const first = shown - offsetAt(shown, zone);
  return shown - offsetAt(first, zone);
}

function offsetAt(moment: number, zone: string): number {
  return Date.parse(`${localTime(moment, zone)}Z`) - Math.floor(moment / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known !== undefined) return known;
  try {
    const timeZone = WINDOWS_ZONES[name.toLowerCase()] ?? name;
    // Swedish writes dates as ISO 8601 does.
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    // Names differ in case only, and there are few; a client that makes more up gets no further.
    if (formats.size < 1000) formats.set(name, format);
    return format;
  } catch {
    throw new GraphError(
      'timeZoneUnknown',
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name.slice(0, 80)}'.`,
    );
  }
}

function moved(time: unknown, zone: PreferredZone): GraphObject {
  const utc: unknown = typeof time === 'object' && time !== null ? Reflect.get(time, 'dateTime') : undefined;
  return timeInZone({ dateTime: String(utc), timeZone: 'UTC' }, zone);
}
