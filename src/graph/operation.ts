import type { JsonSchema, SchemaName } from './catalogue/schemas.js';

export type GraphMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** OData query options an operation takes, without the `$`. */
export type QueryOption = 'select' | 'top' | 'skip' | 'filter' | 'orderby' | 'search' | 'count' | 'expand';

export type OperationTag =
  | 'Me'
  | 'Mail'
  | 'Calendar'
  | 'Contacts'
  | 'To Do'
  | 'Files'
  | 'Sites'
  | 'OneNote'
  | 'Users'
  | 'Groups'
  | 'Teams'
  | 'Planner'
  | 'Search'
  | 'Subscriptions'
  | 'Batch'
  | 'Allowed by configuration';

/** What a successful answer is. */
export type AnswerShape =
  | { readonly kind: 'entity'; readonly schema: SchemaName }
  | { readonly kind: 'collection'; readonly schema: SchemaName }
  | { readonly kind: 'bytes'; readonly mediaType: string }
  /** A page of OneNote: HTML, or Markdown made of it here. */
  | { readonly kind: 'page' }
  /** 302 to a pre-authenticated address, which the client follows without a token. */
  | { readonly kind: 'redirect' }
  /** A status alone. */
  | { readonly kind: 'nothing' }
  /** JSON that is no entity and no collection of any, such as what an action or function returns. */
  | { readonly kind: 'json'; readonly schema: JsonSchema }
  | { readonly kind: 'any' };

/** What a request carries. */
export interface RequestBody {
  /** As documented; Graph decides what it takes. */
  readonly mediaTypes: readonly string[];
  /** Of a JSON body: an entity, or a shape of its own. */
  readonly schema?: SchemaName | JsonSchema;
  /** In bytes; `unlimited` for what is uploaded in slices of any size. */
  readonly limit: number | 'unlimited';
}

/** One Graph operation that is open here; the only place that says anything about it. */
export interface Operation {
  /** Name in OpenAPI, logs and metrics. */
  readonly id: string;
  readonly method: GraphMethod;
  /**
   * Graph's own path. `{name}` stands for one segment, for a key or for an argument of a function; after a segment that
   * ends in a colon for a drive path of one or more, up to the next colon.
   */
  readonly path: string;
  /** The path ends in a function without parameters, which clients call with `()` or without. */
  readonly function?: true;
  readonly tag: OperationTag;
  readonly summary: string;
  /**
   * Delegated scopes, each sufficient alone, the least privileged first
   * (https://learn.microsoft.com/graph/permissions-reference). Empty: not checked here, Graph decides.
   */
  readonly scopes: readonly string[];
  readonly query: readonly QueryOption[];
  /** Query parameters beside OData's that the operation needs. */
  readonly requiredQuery?: readonly string[];
  /** Absent: it takes none. */
  readonly body?: RequestBody;
  readonly answer: AnswerShape;
  /** Status of success, 200 where absent (302 of a redirect). */
  readonly status?: 201 | 202 | 204;
  /** 201 where it makes something new; `status` or 200 where it replaces. */
  readonly creates?: true;
  /** Whether accounts of the personal tenant have it. */
  readonly personal: boolean;
  /** The setting without which it is closed. */
  readonly opensWith?: 'notificationOrigins';
}
