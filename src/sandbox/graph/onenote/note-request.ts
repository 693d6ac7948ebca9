import { GraphError } from '../errors.js';
import type { Call } from '../operation.js';
import type { Part } from './multipart.js';
import { partsOf } from './multipart.js';

const HTML = ['text/html', 'application/xhtml+xml'];
/** Of a page's HTML; images and files come in parts of their own. */
const MAX_HTML = 2 * 1024 * 1024;
const MAX_PART = 25 * 1024 * 1024;

/** What makes or changes a page: its text, and the binary parts it names. */
export interface NoteRequest {
  readonly text: string;
  readonly parts: ReadonlyMap<string, Part>;
}

/** The HTML of a new page (https://learn.microsoft.com/graph/api/section-post-pages). Throws 400, 413, 415. */
export function pageRequest(call: Pick<Call, 'header' | 'body'>): NoteRequest {
  return request(call, 'presentation', HTML, 'noteNoPresentation');
}

/** The commands of a change (https://learn.microsoft.com/graph/onenote-update-page). Throws 400, 413, 415. */
export function changeRequest(call: Pick<Call, 'header' | 'body'>): NoteRequest {
  return request(call, 'commands', ['application/json'], 'noteNoCommands');
}

function request(
  { header, body }: Pick<Call, 'header' | 'body'>,
  main: string,
  types: readonly string[],
  missing: 'noteNoPresentation' | 'noteNoCommands',
): NoteRequest {
  const contentType = header('content-type') ?? '';
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (types.includes(type)) return { text: textOf(body), parts: new Map() };
  if (type !== 'multipart/form-data') throw new GraphError('noteContentType');
  const parts = partsOf(contentType, body);
  const part = parts.find(({ name }) => name.toLowerCase() === main);
  if (part === undefined) throw new GraphError(missing);
  if (!types.includes(part.type)) throw new GraphError(main === 'commands' ? 'noteNoCommands' : 'notePresentationType');
  if (parts.some(({ bytes }) => bytes.length > MAX_PART)) throw new GraphError('noteTooLarge');
  return { text: textOf(part.bytes), parts: new Map(parts.map((each) => [each.name, each])) };
}

function textOf(bytes: Buffer): string {
  if (bytes.length > MAX_HTML) throw new GraphError('noteTooLarge');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new GraphError('noteContent');
  }
}
