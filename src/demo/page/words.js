// @ts-check

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** A day for people, such as Mon, 3 Nov. @param {Date} date */
export const day = (date) => DAY.format(date);
/** A time of day. @param {Date} date */
export const time = (date) => TIME.format(date);
/** Day and time of an ISO text; empty where it is none. @param {string} text */
export const moment = (text) => (Number.isNaN(Date.parse(text)) ? '' : LONG.format(new Date(text)));

/** Bytes for people, such as 30 MB. @param {number} bytes */
export function size(bytes) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** unit;
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
