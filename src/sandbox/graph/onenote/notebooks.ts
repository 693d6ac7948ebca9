import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import { documentBytes, mediaType } from '../documents.js';
import { GraphError } from '../errors.js';
import type { Storage } from '../files/storage.js';
import { isoSeconds, momentOf } from '../moment.js';
import type { Keep } from './embedded.js';
import { embedding } from './embedded.js';
import type { Embed } from './html/clean.js';
import type { Part } from './multipart.js';
import { noteGuid } from './note-guid.js';
import type { NotebookSeed, SectionSeed } from './note-seeds.js';
import { readNotebooks } from './note-seeds.js';
import type { PageContent } from './page-content.js';
import { identified, isElement, pageContent } from './page-content.js';

export interface Notebook {
  readonly id: string;
  readonly displayName: string;
  readonly isDefault: boolean;
  readonly sections: Section[];
  /** ISO time. */
  readonly created: string;
}

export interface Section {
  readonly id: string;
  readonly displayName: string;
  readonly isDefault: boolean;
  readonly pages: Page[];
  readonly created: string;
}

export interface Page extends PageContent {
  readonly id: string;
  readonly created: string;
  readonly changed: string;
  /** Numbers given to elements so far. */
  readonly numbered: number;
}

/** Bytes of an image or file on a page. */
export interface Resource {
  readonly pageId: string;
  readonly bytes: Buffer;
}

/** The notebooks of all users, from `seeds/notebooks.json`; page HTML is a file of its own. */
export class Notebooks {
  private readonly seeds = readNotebooks();
  private readonly opened = new Map<string, Notebook[]>();
  /** By owner and id. */
  private readonly resources = new Map<string, Resource>();
  private readonly start: number;

  constructor(
    private readonly clock: Clock,
    private readonly storage: Storage,
  ) {
    this.start = clock.now();
  }

  of(owner: User): readonly Notebook[] {
    return this.shelf(owner);
  }

  resource(owner: User, id: string): Resource | undefined {
    return this.resources.get(`${owner.id} ${id}`);
  }

  /** Throws 409 where there is one of that name. */
  addNotebook(owner: User, displayName: string): Notebook {
    const shelf = this.shelf(owner);
    requireFree(shelf, displayName);
    this.storage.take(0);
    const made = {
      id: `1-${randomUUID()}`,
      displayName,
      isDefault: shelf.length === 0,
      sections: [],
      created: this.now,
    };
    shelf.push(made);
    return made;
  }

  /** Throws 409 where there is one of that name. */
  addSection(notebook: Notebook, displayName: string): Section {
    requireFree(notebook.sections, displayName);
    this.storage.take(0);
    const made = {
      id: `1-${randomUUID()}`,
      displayName,
      isDefault: notebook.isDefault && notebook.sections.length === 0,
      pages: [],
      created: this.now,
    };
    notebook.sections.push(made);
    return made;
  }

  /** A page from its input HTML and the parts it names. Throws 400, 507. */
  addPage(owner: User, section: Section, html: string, parts: ReadonlyMap<string, Part>): Page {
    const id = `1-${randomUUID().replaceAll('-', '')}!${section.id}`;
    return this.place(owner, section, id, html, parts, this.now);
  }

  /** Puts what `change` makes of a page in its place; nothing is kept of a change that fails. Throws what it throws, and 507. */
  changePage(
    owner: User,
    section: Section,
    page: Page,
    parts: ReadonlyMap<string, Part>,
    change: (page: PageContent, embed: Embed) => PageContent,
  ): Page {
    const staged: Staged[] = [];
    const content = change(page, embedding(parts, staging(section, staged)));
    const next: Page = { ...page, ...withIds(page.id, content, page.numbered), changed: this.now };
    this.storage.resize(sizeOf(page), sizeOf(next) + total(staged));
    this.keep(owner, page.id, staged);
    section.pages[section.pages.indexOf(page)] = next;
    return next;
  }

  /** Removes a page with its images and files. */
  removePage(owner: User, section: Section, page: Page): void {
    section.pages.splice(section.pages.indexOf(page), 1);
    this.storage.giveBack(sizeOf(page));
    for (const [key, { pageId, bytes }] of this.resources)
      if (pageId === page.id && key.startsWith(`${owner.id} `)) {
        this.resources.delete(key);
        this.storage.resize(bytes.length, 0);
      }
  }

  private get now(): string {
    return isoSeconds(this.clock.now());
  }

  private place(
    owner: User,
    section: Section,
    id: string,
    html: string,
    parts: ReadonlyMap<string, Part>,
    at: string,
  ): Page {
    const staged: Staged[] = [];
    const { created = at, ...content } = pageContent(html, embedding(parts, staging(section, staged)));
    const page: Page = { id, created, changed: at, ...withIds(id, content, 0) };
    this.storage.take(sizeOf(page) + total(staged));
    this.keep(owner, id, staged);
    section.pages.push(page);
    return page;
  }

  private keep(owner: User, pageId: string, staged: readonly Staged[]): void {
    for (const { id, bytes } of staged) this.resources.set(`${owner.id} ${id}`, { pageId, bytes });
  }

  private shelf(owner: User): Notebook[] {
    const known = this.opened.get(owner.id);
    if (known !== undefined) return known;
    const made = (this.seeds[owner.userPrincipalName] ?? []).map((seed, index) =>
      this.seeded(owner, seed, index === 0),
    );
    this.opened.set(owner.id, made);
    return made;
  }

  private seeded(owner: User, { displayName, sections }: NotebookSeed, isDefault: boolean): Notebook {
    const made = sections.map((section) => this.seededSection(owner, displayName, section));
    return { id: `1-${noteGuid(owner.id, displayName)}`, displayName, isDefault, sections: made, created: LONG_AGO };
  }

  private seededSection(owner: User, notebook: string, { displayName, pages }: SectionSeed): Section {
    const key = [owner.id, notebook, displayName];
    const section: Section = {
      id: `1-${noteGuid(...key)}`,
      displayName,
      isDefault: false,
      pages: [],
      created: LONG_AGO,
    };
    for (const { title, file, parts, day, at } of pages) {
      const time = isoSeconds(momentOf(this.start, day, at));
      const html = documentBytes(file).toString().replaceAll('{title}', title).replaceAll('{created}', time);
      const named = Object.entries(parts).map(
        ([name, document]) => [name, { name, type: mediaType(document), bytes: documentBytes(document) }] as const,
      );
      const local = noteGuid(...key, title, 'page').replaceAll('-', '');
      this.place(owner, section, `1-${local}!${section.id}`, html, new Map(named), time);
    }
    return section;
  }
}

const LONG_AGO = '2024-01-01T00:00:00Z';

interface Staged {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Bytes get an id at once and a place when the page that has them is kept. */
function staging(section: Section, staged: Staged[]): Keep {
  return (bytes) => {
    const id = `0-${randomUUID().replaceAll('-', '')}!${section.id}`;
    staged.push({ id, bytes });
    return id;
  };
}

function total(staged: readonly Staged[]): number {
  return staged.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function sizeOf({ title, body }: PageContent): number {
  return JSON.stringify([title, body]).length;
}

/** The content with an id for each element, `p:{guid of the page}{number}`. */
function withIds(pageId: string, { title, body }: PageContent, from: number): PageContent & Pick<Page, 'numbered'> {
  let numbered = from;
  const guid = noteGuid(pageId);
  const named = identified(body, (name) => {
    numbered += 1;
    return `${name}:{${guid}}{${numbered}}`;
  });
  return { title, body: named.filter(isElement), numbered };
}

function requireFree(all: readonly { readonly displayName: string }[], wanted: string): void {
  if (all.some(({ displayName }) => displayName.toLowerCase() === wanted.toLowerCase()))
    throw new GraphError('noteNameTaken');
}
