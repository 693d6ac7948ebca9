import type { Operation } from '../operation.js';
import { CALENDAR_OPERATIONS as CALENDARS } from './calendar-operations.js';
import { EVENT_OPERATIONS } from './event-operations.js';
import { SCHEDULE_OPERATIONS } from './schedule-operations.js';

/** Calendars: views, events, meetings, free time. */
export const CALENDAR_OPERATIONS: readonly Operation[] = [...CALENDARS, ...EVENT_OPERATIONS, ...SCHEDULE_OPERATIONS];
