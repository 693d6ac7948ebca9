const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = readonly [size: number, name: string];

/** A point in time as people of the terminal's time zone write it; the day only where it is another than today's. */
export function localTime(moment: Date, now: Date): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(moment);
  if (moment.toDateString() === now.toDateString()) return time;
  return `${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(moment)}, ${time}`;
}

/** `in 59 min`, `2 h 5 min ago`. */
export function fromNow(moment: Date, now: Date): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
  const length = duration(Math.abs(seconds));
  return seconds >= 0 ? `in ${length}` : `${length} ago`;
}

/** Seconds in the two largest units that say something. */
export function duration(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  return seconds < DAY ? inUnits(seconds, [HOUR, 'h'], [MINUTE, 'min']) : inUnits(seconds, [DAY, 'd'], [HOUR, 'h']);
}

function inUnits(seconds: number, [size, unit]: Unit, [smallerSize, smaller]: Unit): string {
  const rest = Math.floor((seconds % size) / smallerSize);
  return `${Math.floor(seconds / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}

/** Remaining time as a clock counts it down: `14:59`. */
export function countdown(seconds: number): string {
  const left = Math.max(Math.ceil(seconds), 0);
  return `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, '0')}`;
}
