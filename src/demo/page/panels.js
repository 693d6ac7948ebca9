// @ts-check
import { calendar } from './panels/calendar.js';
import { files } from './panels/files.js';
import { hardCases } from './panels/hard-cases.js';
import { mail } from './panels/mail.js';
import { notes } from './panels/notes.js';
import { people } from './panels/people.js';
import { profile } from './panels/profile.js';
import { token } from './panels/token.js';

/** What the page has to show, in the order of its navigation. @type {readonly import('./loading.js').Panel[]} */
export const PANELS = [profile, people, mail, calendar, files, notes, token, hardCases];
