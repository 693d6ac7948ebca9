import type { User } from './../directory/types.js';
import type { Cloud } from '../cloud.js';
import type { InnerAnswer, InnerRequest } from './batch/inner-requests.js';
import type { Caller } from './caller.js';
import type { ResourceCollection, ResourceEntity } from './odata/answer.js';
import type { TrackedCollection } from './odata/delta.js';
import type { Query } from './odata/query.js';
import type { GraphObject } from './odata/schema.js';
import type { World } from './world.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** The service behind Graph that answers; each words its refusals in its own way. */
export type Workload = 'directory' | 'outlook' | 'drive' | 'notes' | 'teams' | 'planner' | 'search';

/** One operation: the only place that says its path, who may call it and what answers. */
export interface Operation {
  readonly method: Method;
  /** Below `/v1.0`; `{x}` is one segment, in `root:/{path}:` a whole path. */
  readonly path: string;
  readonly workload: Workload;
  /** Delegated scopes, any one of which suffices. */
  readonly scopes: readonly string[];
  /** Any valid token will do. */
  readonly open?: boolean;
  /** Application roles, any one of which suffices; none: not for applications without a user. */
  readonly roles?: readonly string[];
  /** Whether personal accounts have it. */
  readonly personal: boolean;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

/** A request whose caller is proven and may call the operation. */
export interface Call {
  readonly cloud: Cloud;
  readonly world: World;
  readonly caller: Caller;
  /** By the names in the operation's path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The origin that was asked. */
  readonly origin: string;
  /** The named request header, undefined when absent. */
  readonly header: (name: string) => string | undefined;
  /** As sent; empty when there is none. */
  readonly body: Buffer;
  /** Sends a request inside this one, with its token, through all of Graph's checks. */
  readonly send: (inner: InnerRequest) => Promise<InnerAnswer>;
}

export type Answer =
  | { readonly kind: 'collection'; readonly collection: ResourceCollection; readonly headers?: AnswerHeaders }
  /** A page of a delta query over what `world.changes` keeps. */
  | { readonly kind: 'delta'; readonly collection: TrackedCollection; readonly headers?: AnswerHeaders }
  | { readonly kind: 'entity'; readonly entity: ResourceEntity; readonly headers?: AnswerHeaders }
  /** 201 with what was made. */
  | { readonly kind: 'created'; readonly entity: ResourceEntity; readonly headers?: AnswerHeaders }
  /** 202: it will be done, or has been. */
  | { readonly kind: 'accepted'; readonly headers?: AnswerHeaders }
  /** 204. */
  | { readonly kind: 'nothing'; readonly headers?: AnswerHeaders }
  /** 304: the client has it already. */
  | { readonly kind: 'unchanged'; readonly headers?: AnswerHeaders }
  /** What an action or function returns: `context` follows `$metadata#`. */
  | {
      readonly kind: 'value';
      readonly context?: string;
      readonly value: GraphObject;
      readonly status?: number;
      readonly headers?: AnswerHeaders;
    }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly headers: AnswerHeaders }
  | { readonly kind: 'redirect'; readonly location: string };

export type AnswerHeaders = Readonly<Record<string, string>>;

/** An operation below `/me` and the same below `/users/{user}`. */
export function owned(
  operation: Omit<Operation, 'answer'> & {
    readonly answer: (call: Call, owner: User) => Answer | Promise<Answer>;
  },
): readonly Operation[] {
  return ['/me', '/users/{user}'].map((owner) => ({
    ...operation,
    path: `${owner}${operation.path}`,
    answer: (call) => operation.answer(call, call.world.people.owner(call, operation.workload)),
  }));
}

/** The parameter of that name, which the operation's path declares. */
export function parameter(call: Call, name: string): string {
  const value = call.parameters[name];
  if (value === undefined) throw new Error(`the operation's path has no {${name}}`);
  return value;
}
