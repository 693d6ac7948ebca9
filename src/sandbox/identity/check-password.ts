import type { User } from '../directory/types.js';
import { EntraError } from './entra-error.js';
import { equalSecrets } from './equal-secrets.js';

/** AADSTS50126 for a wrong password, 50057 for the right one of a disabled account. */
export function checkPassword(user: User, password: string): void {
  if (!equalSecrets(password, user.password)) throw new EntraError(50126);
  if (user.disabled) throw new EntraError(50057);
}
