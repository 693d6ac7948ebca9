import { z } from 'zod';
import { GraphError } from '../errors.js';
import { bodyOf } from '../json-body.js';
import type { GraphObject } from '../odata/schema.js';
import { searchPredicate } from '../odata/search.js';
import type { Answer, Call, Operation } from '../operation.js';
import { denied } from '../permission.js';
import type { Findable, SearchedType } from './sources.js';
import { ENTITY_TYPES, SOURCES } from './sources.js';

const STANDARD_SIZE = 25;
const SUMMARY_LENGTH = 200;

const query = z.object({
  requests: z
    .array(
      z.object({
        entityTypes: z.array(z.enum(ENTITY_TYPES)).min(1),
        query: z.object({ queryString: z.string().min(1).max(1500) }),
        from: z.number().int().min(0).optional(),
        size: z.number().int().min(1).optional(),
        fields: z.array(z.string()).optional(),
      }),
    )
    .min(1),
});
type SearchRequest = z.infer<typeof query>['requests'][number];

/** Which entity types one request may ask for together (https://learn.microsoft.com/graph/search-concept-interleaving). */
const TOGETHER: readonly SearchedType[] = ['driveItem', 'listItem'];

/** Search across mail, calendar, files and people of the user. */
export const SEARCH_OPERATIONS: readonly Operation[] = [
  {
    method: 'POST',
    path: '/search/query',
    workload: 'search',
    personal: false,
    scopes: [...new Set(ENTITY_TYPES.flatMap((type) => SOURCES[type].scopes))],
    answer: search,
  },
];

function search(call: Call): Answer {
  const { requests } = bodyOf(call, query);
  if (requests.length > 1) throw new GraphError('badRequest', 'Only one search request can be sent at a time.');
  const value = requests.map((request) => ({
    searchTerms: request.query.queryString.match(/[\p{L}\p{N}]+/gu) ?? [],
    hitsContainers: [containerOf(call, request)],
  }));
  return { kind: 'value', context: 'Collection(microsoft.graph.searchResponse)', value: { value } };
}

function containerOf(call: Call, request: SearchRequest): GraphObject {
  const types = [...new Set(request.entityTypes)];
  if (types.length > 1 && !types.every((type) => TOGETHER.includes(type)))
    throw new GraphError('badRequest', `The entity types ${types.join(', ')} cannot be searched together.`);
  const maxSize = Math.min(...types.map((type) => SOURCES[type].maxSize));
  const { from = 0, size = STANDARD_SIZE } = request;
  if (size > maxSize)
    throw new GraphError('badRequest', `The value of size must not exceed ${maxSize} for ${types.join(', ')}.`);
  const found = types.flatMap((type) => foundOf(call, type, request.query.queryString));
  const hits = found.slice(from, from + size).map((each, index) => hitOf(each, from + index + 1, request.fields));
  return {
    ...(hits.length > 0 && { hits }),
    total: found.length,
    moreResultsAvailable: found.length > from + size,
  };
}

/** Throws 403 where the token may not read what is searched. */
function foundOf({ world, caller }: Call, type: SearchedType, written: string): readonly Findable[] {
  const source = SOURCES[type];
  const { user, scopes } = caller;
  if (user === undefined || !source.scopes.some((scope) => scopes.has(scope.toLowerCase()))) throw denied('search');
  const matches = written.trim() === '*' ? () => true : searchPredicate(written, source.type, 'kql');
  return everything(() => source.all(world, user)).filter(({ searched }) => matches(searched));
}

/** Who has no mailbox or drive finds nothing there. */
function everything(read: () => readonly Findable[]): readonly Findable[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return [];
    throw error;
  }
}

function hitOf({ id, resource, text }: Findable, rank: number, fields: readonly string[] | undefined): GraphObject {
  const kept =
    fields === undefined
      ? resource
      : Object.fromEntries(Object.entries(resource).filter(([name]) => name.includes('@') || fields.includes(name)));
  const summary = text.replaceAll(/\s+/g, ' ').trim().slice(0, SUMMARY_LENGTH);
  return { hitId: id, rank, summary, resource: kept };
}
