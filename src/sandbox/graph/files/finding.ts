import { mediaType } from '../documents.js';
import { GraphError } from '../errors.js';
import type { Answer, Call, Operation } from '../operation.js';
import { parameter } from '../operation.js';
import type { Item, Shelf } from './addresses.js';
import { onDrive, onItem } from './addresses.js';
import type { DriveEntry } from './drive-entry.js';
import { goneObject } from './item.js';
import { itemsOf } from './item-answers.js';

const ITEMS = 'Collection(driveItem)';

/** What changed, what holds words, what was used last. */
export const FINDING: readonly Operation[] = [
  ...onItem({ method: 'GET', below: '/delta()', access: 'read', answer: delta }),
  ...onItem({ method: 'GET', below: "/search(q='{q}')", access: 'read', answer: search }),
  ...onDrive({
    method: 'GET',
    below: "/search(q='{q}')",
    access: 'read',
    answer: (call, shelf) => search(call, { ...shelf, entry: shelf.drive.root }),
  }),
  ...onDrive({ method: 'GET', below: '/recent()', access: 'read', answer: recent }),
];

/** https://learn.microsoft.com/graph/api/driveitem-delta; what is gone is told with a `deleted` facet. */
function delta(call: Call, found: Item): Answer {
  const { drive, entry } = found;
  if (entry.parentId !== undefined)
    throw new GraphError('invalidRequest', 'Changes are kept for the root of a drive only.');
  return {
    kind: 'delta',
    collection: {
      ...itemsOf(call, found, ITEMS, drive.all),
      name: drive.tracked,
      removed: (id) => {
        const gone = drive.gone(id);
        return gone === undefined ? { id, deleted: { state: 'deleted' } } : goneObject(drive, gone);
      },
    },
  };
}

function search(call: Call, found: Item): Answer {
  const { drive, entry } = found;
  const wanted = wordsOf(parameter(call, 'q'));
  const entries = drive.within(entry).filter((each) => each.id !== entry.id && holds(each, wanted));
  return { kind: 'collection', collection: itemsOf(call, found, ITEMS, entries) };
}

function recent(call: Call, shelf: Shelf): Answer {
  const files = shelf.drive.all
    .filter(({ bytes }) => bytes !== undefined)
    .toSorted((one, other) => other.modified.at - one.modified.at);
  return { kind: 'collection', collection: itemsOf(call, shelf, ITEMS, files) };
}

/** Whether every word begins a word of the name or, in a text, of the content. */
function holds({ name, bytes }: DriveEntry, wanted: readonly string[]): boolean {
  const readable = bytes !== undefined && mediaType(name).startsWith('text/');
  const words = [...wordsOf(name), ...(readable ? wordsOf(bytes.toString()) : [])];
  return wanted.length > 0 && wanted.every((word) => words.some((each) => each.startsWith(word)));
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
