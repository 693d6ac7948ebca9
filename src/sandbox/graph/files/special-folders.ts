import { GraphError } from '../errors.js';
import type { Answer, Call, Operation } from '../operation.js';
import { parameter } from '../operation.js';
import type { Shelf } from './addresses.js';
import { onDrive } from './addresses.js';
import { authorOf } from './author.js';
import type { DriveEntry } from './drive-entry.js';
import { itemAnswer, itemsOf } from './item-answers.js';

/** https://learn.microsoft.com/graph/api/drive-get-specialfolder: name -> path from the root. */
const FOLDERS: Readonly<Record<string, string>> = {
  documents: '/Documents',
  photos: '/Pictures',
  cameraroll: '/Pictures/Camera Roll',
  approot: '/Apps/Behalf',
  music: '/Music',
};

/** Folders by what they are for, made when an application that may write first asks for them. */
export const SPECIAL_FOLDERS: readonly Operation[] = [
  ...onDrive({ method: 'GET', below: '/special/{name}', access: 'read', answer: special }),
  ...onDrive({ method: 'GET', below: '/special/{name}/children', access: 'read', answer: children }),
];

function special(call: Call, shelf: Shelf): Answer {
  const answer = itemAnswer(call, { ...shelf, entry: folderOf(call, shelf) });
  if (answer.kind !== 'entity') return answer;
  const item = { ...answer.entity.item, specialFolder: { name: nameOf(call) } };
  return { ...answer, entity: { ...answer.entity, item } };
}

function children(call: Call, shelf: Shelf): Answer {
  const entries = shelf.drive.children(folderOf(call, shelf));
  return { kind: 'collection', collection: itemsOf(call, shelf, 'Collection(driveItem)', entries) };
}

function folderOf(call: Call, { drive }: Shelf): DriveEntry {
  const path = FOLDERS[nameOf(call)] ?? '';
  const found = drive.at(path);
  if (found !== undefined) return found;
  if (![...call.caller.scopes].some((scope) => scope.startsWith('files.readwrite')))
    throw new GraphError('filesDenied');
  return drive.folderAt(path, drive.root, authorOf(call));
}

function nameOf(call: Call): string {
  const name = parameter(call, 'name').toLowerCase();
  if (!Object.hasOwn(FOLDERS, name))
    throw new GraphError('fileNotFound', 'The special folder identifier is not valid.');
  return name;
}
