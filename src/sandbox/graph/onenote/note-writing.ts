import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { bodyOf } from '../json-body.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { notebookOf, pageOf, sectionOf } from './found-notes.js';
import { notebookName, sectionName } from './note-name.js';
import { notebookObject, pageObject, sectionObject } from './note-objects.js';
import { changeRequest, pageRequest } from './note-request.js';
import { NOTEBOOK_TYPE, PAGE_TYPE, SECTION_TYPE } from './note-type.js';
import type { Section } from './notebooks.js';
import { changed, commandsOf } from './page-change.js';

const CREATE = ['Notes.Create', 'Notes.ReadWrite', 'Notes.ReadWrite.All'];
const WRITE = ['Notes.ReadWrite', 'Notes.ReadWrite.All'];
const COMMON = { method: 'POST', workload: 'notes', personal: true, scopes: CREATE } as const;
/** The section of the default notebook that takes pages without one. */
const QUICK_NOTES = 'Quick Notes';
const named = z.object({ displayName: z.string() });

/** Notebooks, sections and pages made, pages changed and deleted. */
export const NOTE_WRITING: readonly Operation[] = [
  ...owned({ ...COMMON, path: '/onenote/notebooks', answer: makeNotebook }),
  ...owned({ ...COMMON, path: '/onenote/notebooks/{notebook}/sections', answer: makeSection }),
  ...owned({
    ...COMMON,
    path: '/onenote/sections/{section}/pages',
    answer: (call, owner) => makePage(call, owner, sectionOf(call, owner).section),
  }),
  ...owned({
    ...COMMON,
    path: '/onenote/pages',
    answer: (call, owner) => makePage(call, owner, standardSection(call, owner)),
  }),
  ...owned({ ...COMMON, method: 'PATCH', path: '/onenote/pages/{page}/content', scopes: WRITE, answer: changePage }),
  ...owned({ ...COMMON, method: 'DELETE', path: '/onenote/pages/{page}', scopes: WRITE, answer: removePage }),
];

function makeNotebook(call: Call, owner: User): Answer {
  const made = call.world.notebooks.addNotebook(owner, notebookName(bodyOf(call, named).displayName));
  return created(owner, NOTEBOOK_TYPE, 'notebooks', notebookObject({ owner, origin: call.origin }, made));
}

function makeSection(call: Call, owner: User): Answer {
  const notebook = notebookOf(call, owner);
  const made = call.world.notebooks.addSection(notebook, sectionName(bodyOf(call, named).displayName));
  const below = `notebooks('${notebook.id}')/sections`;
  return created(owner, SECTION_TYPE, below, sectionObject({ owner, origin: call.origin }, made, notebook));
}

function makePage(call: Call, owner: User, section: Section): Answer {
  const { text, parts } = pageRequest(call);
  if (text.trim() === '') throw new GraphError('noteContent');
  const made = call.world.notebooks.addPage(owner, section, text, parts);
  const object = pageObject({ owner, origin: call.origin }, made, section, section.pages.indexOf(made));
  return created(owner, PAGE_TYPE, `sections('${section.id}')/pages`, object);
}

/** The section `?sectionName=` names in the default notebook, or the one for quick notes; made where it is missing. */
function standardSection(call: Call, owner: User): Section {
  const { notebooks } = call.world;
  const name = sectionName(call.query.parameters['sectionname'] ?? QUICK_NOTES);
  const notebook =
    notebooks.of(owner).find(({ isDefault }) => isDefault) ??
    notebooks.addNotebook(owner, `${owner.givenName} @ Work`.replaceAll("'", ''));
  const found = notebook.sections.find(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
  return found ?? notebooks.addSection(notebook, name);
}

function changePage(call: Call, owner: User): Answer {
  const { section, page } = pageOf(call, owner);
  const { text, parts } = changeRequest(call);
  const commands = commandsOf(text);
  call.world.notebooks.changePage(owner, section, page, parts, (before, embed) => changed(before, commands, embed));
  return { kind: 'nothing' };
}

function removePage(call: Call, owner: User): Answer {
  const { section, page } = pageOf(call, owner);
  call.world.notebooks.removePage(owner, section, page);
  return { kind: 'nothing' };
}

function created(owner: User, type: EntityType, below: string, item: GraphObject): Answer {
  return {
    kind: 'created',
    entity: { type, context: `users('${owner.id}')/onenote/${below}`, item },
    headers: { location: String(item['self']) },
  };
}
