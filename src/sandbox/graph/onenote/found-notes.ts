import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { Call } from '../operation.js';
import { parameter } from '../operation.js';
import type { Notebook, Page, Section } from './notebooks.js';

/** A section, and what it stands in. */
export interface Shelved {
  readonly notebook: Notebook;
  readonly section: Section;
}

/** A page, what it stands in, and its place there. */
export interface Written extends Shelved {
  readonly page: Page;
  readonly order: number;
}

/** Every section of a user's notebooks. */
export function allSections({ world }: Call, owner: User): readonly Shelved[] {
  return world.notebooks.of(owner).flatMap((each) => each.sections.map((own) => ({ notebook: each, section: own })));
}

/** Every page of a user's notebooks. */
export function allPages(call: Call, owner: User): readonly Written[] {
  return allSections(call, owner).flatMap((shelved) =>
    shelved.section.pages.map((each, order) => ({ ...shelved, page: each, order })),
  );
}

/** The notebook the path names. Throws 404. */
export function notebookOf(call: Call, owner: User): Notebook {
  return known(call.world.notebooks.of(owner).find(({ id }) => id === parameter(call, 'notebook')));
}

/** The section the path names. Throws 404. */
export function sectionOf(call: Call, owner: User): Shelved {
  return known(allSections(call, owner).find((each) => each.section.id === parameter(call, 'section')));
}

/** The page the path names. Throws 404. */
export function pageOf(call: Call, owner: User): Written {
  return known(allPages(call, owner).find((each) => each.page.id === parameter(call, 'page')));
}

/** Throws 404 for what there is not. */
export function known<T>(found: T | undefined): T {
  if (found === undefined) throw new GraphError('noteNotFound');
  return found;
}
