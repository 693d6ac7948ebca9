import { LRUCache } from 'lru-cache';

/** Characters of everything kept here: far more than all tenants, applications and scopes of an API come to. */
const MAX_LENGTH = 1024 * 1024;

/** One copy of the values that many tokens have in common. Bounded: what does not come again is let go. */
export class Interned {
  private readonly texts = new LRUCache<string, string>({ maxSize: MAX_LENGTH, sizeCalculation: lengthOf });
  private readonly lists = new LRUCache<string, readonly string[]>({
    maxSize: MAX_LENGTH,
    sizeCalculation: (_list, name) => lengthOf(name),
  });

  /** An equal text. */
  text<T extends string>(text: T): T;
  text(text: string): string {
    const known = this.texts.get(text);
    if (known === undefined) this.texts.set(text, text);
    return known ?? text;
  }

  /** An equal list, frozen. */
  list(list: readonly string[]): readonly string[] {
    const name = JSON.stringify(list);
    const known = this.lists.get(name);
    if (known !== undefined) return known;
    const own = Object.freeze(list.map((each) => this.text(each)));
    this.lists.set(name, own);
    return own;
  }
}

function lengthOf(text: string): number {
  return text.length + 1;
}
