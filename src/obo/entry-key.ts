import { hash } from 'node:crypto';
import type { Caller } from '../common/caller.js';

/** What beside the assertion decides which token an exchange yields. */
export interface ExchangeTerms {
  /** Origin of the authority: clouds are apart. */
  readonly authorityHost: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/**
 * Names a cached token: SHA-256 over all that decides it, each part with its length before it, so that no two lists of
 * parts read the same. No raw token is ever part of a key.
 */
export function entryKey(
  caller: Pick<Caller, 'tenantId' | 'userId' | 'assertionDigest'>,
  terms: ExchangeTerms,
): string {
  const parts = [
    terms.authorityHost,
    terms.clientId,
    terms.scopes.toSorted().join(' '),
    caller.tenantId,
    caller.userId,
    caller.assertionDigest,
  ];
  return hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''), 'base64url');
}
