import type { ClientCredential, Presentation } from './client-credential.js';

/** AZURE_CLIENT_SECRET: of the environment, so it stays what it is for the life of this process. */
export class SecretCredential implements ClientCredential {
  readonly kind = 'secret';
  readonly warnBeforeMs = 0;
  readonly troubled = false;
  readonly current: Presentation;

  constructor(clientSecret: string) {
    this.current = { msal: { clientSecret }, endsAt: undefined };
  }

  async present(): Promise<Presentation> {
    return this.current;
  }

  async presentInstead(): Promise<undefined> {
    return undefined;
  }

  async refresh(): Promise<void> {
    // A secret has no source that could change.
  }
}
