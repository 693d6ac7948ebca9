import type { Content, Person } from './person.js';

/** A request by which an operation of the catalogue is tried. */
export interface Trial extends Content {
  /** What stands for each `{name}` of the operation's path, in order; encoded here. */
  readonly at?: readonly string[];
  /** Without the question mark. */
  readonly query?: string;
}

/** Says how one operation is tried as one person, and makes what it takes. */
export type Case = (me: Person) => Trial | Promise<Trial>;

/** Cases by the ids of operations. */
export type Cases = Readonly<Record<string, Case>>;

/** Nothing but the path. */
export const plain: Case = () => ({});
