import type { GraphToken } from '../obo/graph-token.js';
import type { Operation } from './operation.js';

/** Whether a Graph token's granted scopes cover an operation: any one of its scopes does. */
export function coversOperation(token: GraphToken, operation: Operation): boolean {
  return operation.scopes.length === 0 || operation.scopes.some((scope) => token.scopes.has(scope.toLowerCase()));
}

/** What to ask consent for: the operation's least scope, or Graph's everyday one where none is known. */
export function scopesToAsk(operation: Operation): readonly string[] {
  return [operation.scopes[0] ?? 'User.Read'];
}
