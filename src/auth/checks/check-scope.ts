import type { AppConfig } from '../../config/app-config.js';
import { insufficientScope } from '../auth.errors.js';

/** A delegated scope is among those of the token, to the letter. Throws `insufficient_scope`. */
export function checkScope(scopes: readonly string[], wanted: string, { identity }: Pick<AppConfig, 'identity'>): void {
  if (!scopes.includes(wanted)) throw insufficientScope(scopeInFull(identity, wanted));
}

/** A scope of this API as a client asks Entra for it. */
export function scopeInFull({ clientId }: Pick<AppConfig['identity'], 'clientId'>, scope: string): string {
  return `api://${clientId}/${scope}`;
}
