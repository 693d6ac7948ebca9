import type { SchemaName } from './catalogue/schemas.js';

export type GraphMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** OData query options an operation takes, without the `$`. */
export type QueryOption = 'select' | 'top' | 'skip' | 'filter' | 'orderby' | 'search' | 'count' | 'expand';

export type OperationTag =
  'Me' | 'Users' | 'Mail' | 'Calendar' | 'Files' | 'OneNote' | 'Groups' | 'Allowed by configuration';

/** What a successful answer is. */
export type AnswerShape =
  | { readonly kind: 'entity'; readonly schema: SchemaName }
  | { readonly kind: 'collection'; readonly schema: SchemaName }
  | { readonly kind: 'bytes'; readonly mediaType: string }
  /** 302 to a pre-authenticated address, which the client follows without a token. */
  | { readonly kind: 'redirect' }
  | { readonly kind: 'any' };

/** One Graph operation that is open here; the only place that says anything about it. */
export interface Operation {
  /** Name in OpenAPI, logs and metrics. */
  readonly id: string;
  readonly method: GraphMethod;
  /** Graph's own path, `{name}` for one segment. */
  readonly path: string;
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
  readonly answer: AnswerShape;
  /** Whether accounts of the personal tenant have it. */
  readonly personal: boolean;
}
