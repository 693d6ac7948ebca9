import type { User } from '../../directory/types.js';
import { EVENT_TYPE } from '../calendar/event-type.js';
import { MESSAGE_TYPE } from '../mail/message-type.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import { PERSON_TYPE, relevantPeople } from '../people/relevant-people.js';
import { eventsOf, filesOf, messagesOf } from '../readings.js';
import type { World } from '../world.js';

export const ENTITY_TYPES = ['message', 'event', 'driveItem', 'listItem', 'person'] as const;
export type SearchedType = (typeof ENTITY_TYPES)[number];

/** Something that can be found. */
export interface Findable {
  readonly id: string;
  /** What the query is held against. */
  readonly searched: GraphObject;
  /** What a hit shows of it. */
  readonly resource: GraphObject;
  /** The text a summary is cut from. */
  readonly text: string;
}

/** Where hits of one entity type come from. */
export interface Source {
  /** Delegated scopes, any one of which suffices. */
  readonly scopes: readonly string[];
  /** Hits one can ask for at a time (https://learn.microsoft.com/graph/api/resources/searchrequest). */
  readonly maxSize: number;
  readonly type: EntityType;
  readonly all: (world: World, user: User) => readonly Findable[];
}

const FILE_SCOPES = ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'];
const FILE_TYPE: EntityType = {
  name: 'microsoft.graph.driveItem',
  members: {},
  search: {
    words: ['name', 'text'],
    named: { filename: 'name', name: 'name', title: 'name', filetype: 'extension', author: 'author' },
  },
};

const outlook =
  (kind: 'message' | 'event', read: (world: World, user: User) => readonly GraphObject[]): Source['all'] =>
  (world, user) =>
    read(world, user).map((object) => {
      const { body: _body, ...shown } = object;
      return {
        id: String(object['id']),
        searched: object,
        resource: typed(kind, shown),
        text: textOf(object['bodyPreview']),
      };
    });

const files =
  (kind: 'driveItem' | 'listItem'): Source['all'] =>
  (world, user) =>
    filesOf(world, user).map(({ item, text }) => {
      const name = String(item['name']);
      const searched = { name, text, extension: name.split('.').at(-1), author: item['createdBy'] };
      return {
        id: String(item['id']),
        searched,
        resource: typed(kind, kind === 'listItem' ? listItem(item) : item),
        text,
      };
    });

export const SOURCES: Readonly<Record<SearchedType, Source>> = {
  message: {
    scopes: ['Mail.Read', 'Mail.ReadWrite'],
    maxSize: 25,
    type: MESSAGE_TYPE,
    all: outlook('message', messagesOf),
  },
  event: {
    scopes: ['Calendars.Read', 'Calendars.ReadWrite'],
    maxSize: 25,
    type: EVENT_TYPE,
    all: outlook('event', eventsOf),
  },
  driveItem: { scopes: FILE_SCOPES, maxSize: 500, type: FILE_TYPE, all: files('driveItem') },
  listItem: { scopes: FILE_SCOPES, maxSize: 500, type: FILE_TYPE, all: files('listItem') },
  person: {
    scopes: ['People.Read', 'People.Read.All'],
    maxSize: 500,
    type: PERSON_TYPE,
    all: (world, user) =>
      relevantPeople(world, user).map((object) => ({
        id: String(object['id']),
        searched: object,
        resource: typed('person', object),
        text: textOf(object['jobTitle']),
      })),
  },
};

/** The list item behind a file of a document library. */
function listItem(item: GraphObject): GraphObject {
  const { id, webUrl, createdDateTime, lastModifiedDateTime, createdBy, lastModifiedBy, parentReference, name } = item;
  return {
    id,
    webUrl,
    createdDateTime,
    lastModifiedDateTime,
    createdBy,
    lastModifiedBy,
    parentReference,
    fields: { title: name },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function typed(kind: SearchedType, object: GraphObject): GraphObject {
  return { '@odata.type': `#microsoft.graph.${kind}`, ...object };
}
