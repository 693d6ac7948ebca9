import type { Caller } from './caller.js';
import type { GraphFailure } from './errors.js';
import { GraphError } from './errors.js';
import type { Operation, Workload } from './operation.js';

/** How each service words a missing scope. */
const DENIALS: Readonly<Record<Workload, GraphFailure>> = {
  directory: 'privileges',
  outlook: 'mailDenied',
  drive: 'filesDenied',
  notes: 'notesDenied',
  teams: 'teamsDenied',
  planner: 'plannerDenied',
  search: 'searchDenied',
};

/** Throws unless the token's scopes, or its roles, allow the operation to this kind of account. */
export function requirePermission(operation: Operation, caller: Caller): void {
  if (operation.open === true) return;
  if (caller.user === undefined) {
    if (operation.path === '/me' || operation.path.startsWith('/me/')) throw new GraphError('delegatedOnly');
    if (!(operation.roles ?? []).some((role) => caller.roles.has(role))) throw denied(operation.workload);
    return;
  }
  if (caller.tenant.personal && !operation.personal) throw new GraphError('accountType');
  if (!operation.scopes.some((scope) => caller.scopes.has(scope.toLowerCase()))) throw denied(operation.workload);
}

/** The refusal of a service, such as for another user's mailbox. */
export function denied(workload: Workload): GraphError {
  return new GraphError(DENIALS[workload]);
}
