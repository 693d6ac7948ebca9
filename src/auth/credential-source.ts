import type { IncomingMessage } from 'node:http';

/** Where Nest keeps the CredentialSource; nothing is there where bearer tokens are the only credentials. */
export const CREDENTIAL_SOURCE = Symbol('CredentialSource');

/** Where a request without any Authorization header has its access token from; it is asked for no other. */
export interface CredentialSource {
  /**
   * The raw access token for this API that the request's own credential stands for; undefined where it brings none.
   * Rejects with Problem where it brings one that is of no use, or from a place it may not come from.
   */
  tokenFor(request: IncomingMessage): Promise<string | undefined>;
}
