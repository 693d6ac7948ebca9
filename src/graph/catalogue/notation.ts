import type { AnswerShape, GraphMethod, Operation, OperationTag, QueryOption, RequestBody } from '../operation.js';
import type { JsonSchema, SchemaName } from './schemas.js';

/** Query options of one entity. */
export const ENTITY: readonly QueryOption[] = ['select', 'expand'];
/** Of a collection in a mailbox, a notebook or a planner. */
export const LIST: readonly QueryOption[] = ['select', 'top', 'skip', 'filter', 'orderby', 'count', 'expand'];
/** Of messages and contacts. */
export const SEARCHABLE: readonly QueryOption[] = [...LIST, 'search'];
/** Of a collection in the directory, which pages by token. */
export const DIRECTORY: readonly QueryOption[] = ['select', 'top', 'filter', 'orderby', 'search', 'count', 'expand'];
/** Of what lies in a drive. */
export const ITEMS: readonly QueryOption[] = ['select', 'top', 'orderby', 'expand'];
/** Of a delta function, beside the tokens in the links that it answers. */
export const CHANGES: readonly QueryOption[] = ['select', 'top', 'filter', 'expand'];

const MEGABYTE = 1024 * 1024;
/** What Graph takes of JSON in one request. */
export const JSON_LIMIT = 4 * MEGABYTE;

export const one = (schema: SchemaName): AnswerShape => ({ kind: 'entity', schema });
export const many = (schema: SchemaName): AnswerShape => ({ kind: 'collection', schema });
export const value = (schema: JsonSchema): AnswerShape => ({ kind: 'json', schema });
export const bytes = (mediaType: string): AnswerShape => ({ kind: 'bytes', mediaType });
export const NOTHING: AnswerShape = { kind: 'nothing' };
export const DOWNLOAD: AnswerShape = { kind: 'redirect' };

/** A JSON body: an entity, or a shape of its own. */
export const json = (schema: SchemaName | JsonSchema): RequestBody => ({
  mediaTypes: ['application/json'],
  schema,
  limit: JSON_LIMIT,
});
/** A mail as JSON, or as MIME in base64. */
export const mail = (schema: SchemaName | JsonSchema): RequestBody => ({
  ...json(schema),
  mediaTypes: ['application/json', 'text/plain'],
});
/** The bytes of a file, in one request: https://learn.microsoft.com/graph/api/driveitem-put-content */
export const FILE: RequestBody = { mediaTypes: ['application/octet-stream'], limit: 250 * MEGABYTE };
export const PHOTO: RequestBody = { mediaTypes: ['image/jpeg', 'image/png'], limit: 4 * MEGABYTE };
/** A page as HTML, or with the files in it as parts. */
export const PAGE: RequestBody = {
  mediaTypes: ['text/html', 'application/xhtml+xml', 'multipart/form-data'],
  limit: 30 * MEGABYTE,
};

/** What an operation of an area says beside its name, path, summary and scopes. */
export type Rest = Pick<Operation, 'answer'> &
  Partial<Omit<Operation, 'id' | 'method' | 'path' | 'tag' | 'summary' | 'scopes' | 'answer'>>;

type Entry = (id: string, path: string, summary: string, scopes: readonly string[], rest: Rest) => Operation;
type Change = (
  id: string,
  path: string,
  summary: string,
  scopes: readonly string[],
  rest?: Partial<Omit<Operation, 'id' | 'method' | 'path' | 'tag' | 'summary' | 'scopes'>>,
) => Operation;

/**
 * Notation for the operations of one area: an entry by method, its path below `/v1.0`. `personal` is what holds where
 * an entry does not say otherwise; `remove` answers 204.
 */
export function area(
  tag: OperationTag,
  personal: boolean,
): { readonly get: Entry; readonly post: Entry; readonly put: Entry; readonly patch: Entry; readonly remove: Change } {
  const by =
    (method: GraphMethod): Entry =>
    (id, path, summary, scopes, rest) => ({
      id,
      method,
      path: `/v1.0${path}`,
      tag,
      summary,
      scopes,
      query: [],
      personal,
      ...rest,
    });
  return {
    get: by('GET'),
    post: by('POST'),
    put: by('PUT'),
    patch: by('PATCH'),
    remove: (id, path, summary, scopes, rest) =>
      by('DELETE')(id, path, summary, scopes, { answer: NOTHING, status: 204, ...rest }),
  };
}
