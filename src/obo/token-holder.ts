import type { Caller } from '../common/caller.js';
import type { GraphToken } from './graph-token.js';

/** Where one request has its Graph token from: a caller's exchange, or a handle. All throw Problem. */
export interface TokenHolder {
  readonly user: Pick<Caller, 'tenantId' | 'userId'>;
  /** The token, or undefined when it takes more than memory to get one. */
  cached(): GraphToken | undefined;
  get(): Promise<GraphToken>;
  /** A newer token than one that turned out not to do, or that same one where asking Entra again would change nothing. */
  replace(unfit: GraphToken): Promise<GraphToken>;
  /** Graph takes the tokens held no more. */
  forget(): Promise<void>;
}
