import type { Call } from '../operation.js';
import type { Author } from './drive-entry.js';
import { userIdentity } from './drive-home.js';

/** Whose change it is, now. */
export function authorOf({ caller, cloud }: Pick<Call, 'caller' | 'cloud'>): Author {
  const identity = caller.user === undefined ? { application: { id: caller.id } } : userIdentity(caller.user);
  return { identity, at: cloud.clock.now() };
}
