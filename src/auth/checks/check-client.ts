import { clientNotAllowed } from '../auth.errors.js';

/** Listed applications may call; without a list, any that Entra gave a token to. Throws `client_not_allowed`. */
export function checkClient(clientId: string | undefined, allowed: readonly string[]): void {
  if (allowed.length === 0) return;
  if (clientId === undefined || !allowed.includes(clientId.toLowerCase())) throw clientNotAllowed();
}
