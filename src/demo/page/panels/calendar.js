// @ts-check
import { element } from '../element.js';
import { empty, load } from '../loading.js';
import { at, listAt, textAt } from '../reading.js';
import { day, time } from '../words.js';

const FIELDS = 'id,subject,start,end,isAllDay,location,organizer,isOnlineMeeting';

/** @type {import('../loading.js').Panel} */
export const calendar = {
  id: 'calendar',
  title: 'Calendar',
  lead: 'One week by /me/calendarView, series unfolded, in your own time zone.',
  show(host, context) {
    const place = element('div', {});
    const title = element('h3', { 'aria-live': 'polite' });
    let monday = mondayOf(new Date());
    /** @param {number} weeks */
    const turn = (weeks) => {
      monday = weeks === 0 ? mondayOf(new Date()) : later(monday, weeks * 7);
      return show();
    };
    const show = () => {
      title.textContent = `${day(monday)} – ${day(later(monday, 6))}`;
      return load(place, context, () => week(monday, context));
    };
    const buttons = [
      ['Previous', -1],
      ['This week', 0],
      ['Next', 1],
    ].map(([label, weeks]) =>
      element('button', { type: 'button', onclick: () => void turn(Number(weeks)) }, String(label)),
    );
    host.append(element('div', { class: 'bar' }, title, element('span', { class: 'actions' }, ...buttons)), place);
    return show();
  },
};

/**
 * @param {Date} monday
 * @param {import('../loading.js').Context} context
 */
async function week(monday, { call, signal }) {
  const query = new URLSearchParams({
    startDateTime: monday.toISOString(),
    endDateTime: later(monday, 7).toISOString(),
    $select: FIELDS,
    $orderby: 'start/dateTime',
    $top: '100',
  });
  const answer = await call(`/v1.0/me/calendarView?${query.toString()}`, { signal });
  const events = listAt(await answer.json(), 'value');
  const days = [0, 1, 2, 3, 4, 5, 6].map((offset) => later(monday, offset));
  return element(
    'ol',
    { class: 'week' },
    ...days.map((date) =>
      dayOf(
        date,
        events.filter((event) => isOn(event, date)),
      ),
    ),
  );
}

/**
 * @param {Date} date
 * @param {readonly unknown[]} events
 */
function dayOf(date, events) {
  const today = date.toDateString() === new Date().toDateString();
  return element(
    'li',
    { class: today ? 'card today' : 'card', 'aria-current': today ? 'date' : undefined },
    element('h4', {}, day(date)),
    events.length === 0 ? empty('Free') : element('ul', {}, ...events.map(eventOf)),
  );
}

/** @param {unknown} event */
function eventOf(event) {
  const allDay = at(event, 'isAllDay') === true;
  const place = textAt(event, 'location', 'displayName');
  return element(
    'li',
    { class: 'event' },
    element('span', { class: 'fine' }, allDay ? 'All day' : `${time(startOf(event))} – ${time(endOf(event))}`),
    element('span', { class: 'name' }, textAt(event, 'subject') || '(no subject)'),
    place === '' ? undefined : element('span', { class: 'fine' }, place),
  );
}

/**
 * Days of their own have no time zone: they are the same date everywhere.
 * @param {unknown} event
 * @param {Date} date
 */
function isOn(event, date) {
  if (at(event, 'isAllDay') !== true) return startOf(event).toDateString() === date.toDateString();
  const asUtc = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return startOf(event).getTime() <= asUtc && asUtc < endOf(event).getTime();
}

/** Graph tells UTC unless asked otherwise, without saying so in the text. @param {unknown} event */
const startOf = (event) => new Date(`${textAt(event, 'start', 'dateTime')}Z`);
/** @param {unknown} event */
const endOf = (event) => new Date(`${textAt(event, 'end', 'dateTime')}Z`);

/** @param {Date} date */
function mondayOf(date) {
  const start = new Date(date.getFullYear(), date.getMonth(), date.getDate());
  return later(start, -((start.getDay() + 6) % 7));
}

/**
 * By the calendar: days on which clocks change are not 24 hours long.
 * @param {Date} date
 * @param {number} days
 */
function later(date, days) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}
