import { GraphError } from '../errors.js';
import type { Changes } from '../changes.js';
import type { AskedCollection, ResourceCollection } from './answer.js';
import { contextOf, linkWith, matching, pageSize } from './answer.js';
import type { GraphObject } from './schema.js';
import { parseSelect, project } from './select.js';

/** A collection whose changes are kept. */
export interface TrackedCollection extends ResourceCollection {
  /** Its name in `Changes`. */
  readonly name: string;
  /** How what is gone is told; `{id, "@removed": {"reason": "deleted"}}` where absent. */
  readonly removed?: (id: string) => GraphObject;
}

/** What of the past a delta request knows, and where in the answer to it the page begins. */
interface Place {
  /** The moment of the last answer; undefined: none, everything is new. */
  readonly since: number | undefined;
  /** The moment of the answer whose pages these are. */
  readonly moment: number;
  readonly offset: number;
}

/**
 * One page of a delta query: everything at first, then what changed since the delta link was given
 * (https://learn.microsoft.com/graph/delta-query-overview). Throws 400 for links of another collection or caller.
 */
export function deltaAnswer(source: TrackedCollection, changes: Changes, asked: AskedCollection): GraphObject {
  const selection = parseSelect(asked.query.options.select, source.type);
  const owner = `delta ${asked.caller} ${source.name}`;
  const { since, moment, offset } = placeOf(asked, owner, changes);
  const objects = since === undefined ? matching(source, asked) : changedSince(source, changes, asked, since);
  const end = offset + (pageSize(source, asked) ?? source.page.standard);
  const link =
    end < objects.length
      ? {
          '@odata.nextLink': linkWith(asked, 'skiptoken', asked.tokens.seal([since ?? -1, moment, end], owner)),
        }
      : { '@odata.deltaLink': linkWith(asked, 'deltatoken', asked.tokens.seal([moment], owner)) };
  return {
    '@odata.context': contextOf(asked.address.origin, source.context, selection),
    ...link,
    value: objects
      .slice(offset, end)
      .map((object) => (gone.has(object) ? object : project(object, selection, source.type))),
  };
}

const gone = new WeakSet<GraphObject>();

function changedSince(
  source: TrackedCollection,
  changes: Changes,
  asked: AskedCollection,
  since: number,
): readonly GraphObject[] {
  const present = new Map(matching(source, asked).map((object) => [String(object['id']), object]));
  return changes.since(source.name, since).map(({ id }) => {
    const object = present.get(id);
    if (object !== undefined) return object;
    const removed = source.removed?.(id) ?? { id, '@removed': { reason: 'deleted' } };
    gone.add(removed);
    return removed;
  });
}

function placeOf({ query, tokens }: AskedCollection, owner: string, changes: Changes): Place {
  const { skiptoken, deltatoken = query.parameters['token'] } = query.options;
  if (skiptoken !== undefined) {
    const [since = -1, moment = 0, offset = 0] = tokens.open(skiptoken, owner);
    return { since: since < 0 ? undefined : since, moment, offset };
  }
  const moment = changes.now;
  if (deltatoken === undefined || deltatoken === '') return { since: undefined, moment, offset: 0 };
  // https://learn.microsoft.com/graph/delta-query-overview: only what changes from now on.
  if (deltatoken.toLowerCase() === 'latest') return { since: moment, moment, offset: 0 };
  const [since] = tokens.open(deltatoken, owner);
  if (since === undefined) throw new GraphError('invalidSkipToken');
  return { since, moment, offset: 0 };
}
