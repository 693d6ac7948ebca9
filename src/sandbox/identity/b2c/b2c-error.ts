/** What B2C refuses at its token endpoint (https://learn.microsoft.com/azure/active-directory-b2c/error-codes). */
const REFUSALS = {
  AADB2C90086: { error: 'unsupported_grant_type', text: 'The supplied grant_type is not supported.' },
  AADB2C90117: { error: 'invalid_scope', text: 'The scope provided in the request is not supported.' },
  AADB2C90068: { error: 'invalid_client', text: 'The provided application is not valid against this service.' },
  AADB2C90225: { error: 'access_denied', text: 'The username or password provided in the request are invalid.' },
  AADB2C90083: { error: 'invalid_request', text: 'The request is missing a required parameter.' },
} as const;

/** A failure of a B2C token endpoint; always 400. */
export class B2cError extends Error {
  constructor(readonly code: keyof typeof REFUSALS) {
    super(`${code}: ${REFUSALS[code].text}`);
  }

  get body(): { readonly error: string; readonly error_description: string } {
    return { error: REFUSALS[this.code].error, error_description: this.message };
  }
}
