import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import { documentBytes } from '../documents.js';
import { isoSeconds, momentOf } from '../moment.js';

const seeds = z.record(
  z.string(),
  z.array(
    z.strictObject({
      displayName: z.string(),
      sections: z.array(
        z.strictObject({
          displayName: z.string(),
          pages: z.array(
            z.strictObject({ title: z.string(), file: z.string(), day: z.number().int(), at: z.string() }),
          ),
        }),
      ),
    }),
  ),
);

export interface Notebook {
  readonly id: string;
  readonly displayName: string;
  readonly isDefault: boolean;
  readonly sections: readonly Section[];
  /** ISO time. */
  readonly changed: string;
}

export interface Section {
  readonly id: string;
  readonly displayName: string;
  readonly pages: readonly Page[];
  readonly changed: string;
}

export interface Page {
  readonly id: string;
  readonly title: string;
  readonly changed: string;
  /** The page's XHTML, title and time filled in. */
  readonly html: () => string;
}

/** The notebooks of all users, from `seeds/notebooks.json`; page HTML is a file of its own. */
export class Notebooks {
  private readonly seeds = seeds.parse(
    JSON.parse(readFileSync(new URL('../seeds/notebooks.json', import.meta.url), 'utf8')),
  );
  private readonly now: number;

  constructor(clock: Clock) {
    this.now = clock.now();
  }

  of(owner: User): readonly Notebook[] {
    return (this.seeds[owner.userPrincipalName] ?? []).map(({ displayName, sections }, index) => {
      const made = sections.map((section) => this.section(owner, displayName, section));
      return {
        id: `1-${noteGuid(owner.id, displayName)}`,
        displayName,
        isDefault: index === 0,
        sections: made,
        changed: latest(made),
      };
    });
  }

  private section(
    owner: User,
    notebook: string,
    {
      displayName,
      pages,
    }: { displayName: string; pages: readonly { title: string; file: string; day: number; at: string }[] },
  ): Section {
    const key = [owner.id, notebook, displayName];
    const made = pages.map(({ title, file, day, at }): Page => {
      const changed = isoSeconds(momentOf(this.now, day, at));
      const html = (): string =>
        documentBytes(file).toString().replaceAll('{title}', title).replaceAll('{created}', changed);
      const local = noteGuid(...key, title, 'page').replaceAll('-', '');
      return { id: `1-${local}!1-${noteGuid(...key)}`, title, changed, html };
    });
    return { id: `1-${noteGuid(...key)}`, displayName, pages: made, changed: latest(made) };
  }
}

function latest(parts: readonly { readonly changed: string }[]): string {
  return parts
    .map(({ changed }) => changed)
    .reduce((one, other) => (one > other ? one : other), '2024-01-01T00:00:00Z');
}

function noteGuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
