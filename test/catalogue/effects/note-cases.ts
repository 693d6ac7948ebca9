import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Person } from './person.js';
import { text as textOf } from './person.js';

const NOTEBOOKS = '/me/onenote/notebooks';
const SECTIONS = '/me/onenote/sections';
const PAGES = '/me/onenote/pages';
const PAGE = {
  type: 'text/html',
  bytes: '<html><head><title>Of the catalogue</title></head><body><p>A page</p></body></html>',
};
let made = 0;

const named = (kind: string) => ({ displayName: `${kind} ${made++}` });
const notebook = (me: Person) => me.first(NOTEBOOKS);
const section = (me: Person) => me.first(SECTIONS);
const page = (me: Person) => me.made(PAGES, { raw: PAGE });
const ofPage: Case = async (me) => ({ at: [await page(me)] });

/** The id of an image in one of this person's pages. */
async function resource(me: Person): Promise<string> {
  for (const { id } of await me.list(`${PAGES}?$select=id`)) {
    const { text } = await me.send('GET', `${PAGES}/${textOf(id)}/content`);
    const [, found] = /onenote\/resources\/([^/"]+)\//.exec(text) ?? [];
    if (found !== undefined) return decodeURIComponent(found);
  }
  throw new Error('no page has an image');
}

/** Notebooks, sections and pages. */
export const NOTE_CASES: Cases = {
  'notes.notebooks.list': plain,
  'notes.notebooks.create': () => ({ json: named('Notebook') }),
  'notes.notebooks.get': async (me) => ({ at: [await notebook(me)] }),
  'notes.notebooks.sections': async (me) => ({ at: [await notebook(me)] }),
  'notes.notebooks.sections.create': async (me) => ({ at: [await notebook(me)], json: named('Section') }),
  'notes.sections.list': plain,
  'notes.sections.get': async (me) => ({ at: [await section(me)] }),
  'notes.sections.pages': async (me) => ({ at: [await section(me)] }),
  'notes.sections.pages.create': async (me) => ({ at: [await section(me)], raw: PAGE }),
  'notes.pages.list': () => ({ query: '$top=3' }),
  'notes.pages.create': () => ({ raw: PAGE }),
  'notes.pages.get': ofPage,
  'notes.pages.delete': ofPage,
  'notes.pages.content': ofPage,
  'notes.pages.content.update': async (me) => ({
    at: [await page(me)],
    json: [{ target: 'body', action: 'append', content: '<p>More</p>' }],
  }),
  'notes.pages.preview': ofPage,
  'notes.resources.content': async (me) => ({ at: [await resource(me)] }),
};
