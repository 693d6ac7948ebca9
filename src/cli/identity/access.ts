import type { AccountInfo, AuthenticationResult } from '@azure/msal-node';
import { CliError } from '../cli.errors.js';

/** Where a token came from this time. */
export type Origin = 'cache' | 'refreshed' | 'new';

/** A token and what is known of it. */
export interface Access {
  readonly token: string;
  readonly scopes: readonly string[];
  readonly endsAt: Date;
  readonly origin: Origin;
  /** Undefined for an application's own. */
  readonly account: AccountInfo | undefined;
}

/** MSAL's answer. Throws CliError where there is none that can be used. */
export function accessOf(result: AuthenticationResult | null, ifNotCached: Origin): Access {
  if (result === null || result.accessToken === '' || result.expiresOn === null)
    throw new CliError('identity_bad_response', 'Entra gave no token.', {
      remedy: 'Try again; -v shows what was said.',
    });
  return {
    token: result.accessToken,
    scopes: result.scopes,
    endsAt: result.expiresOn,
    origin: result.fromCache ? 'cache' : ifNotCached,
    account: result.account ?? undefined,
  };
}
