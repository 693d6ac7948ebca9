import { Problem } from '../../common/problem/problem.js';
import { identityBadResponse, identityUnavailable } from '../obo.errors.js';

/** Each flaw of a credential: what a person at the terminal reads beside the setting's name, what a caller gets. */
const FLAWS = {
  file_unreadable: { reason: 'names a file that cannot be read', outcome: 'misconfigured' },
  not_a_jwt: { reason: 'names a file that holds no token', outcome: 'misconfigured' },
  no_certificate: { reason: 'names a file without a certificate', outcome: 'misconfigured' },
  no_private_key: { reason: 'names a file without an RSA private key', outcome: 'misconfigured' },
  weak_key: { reason: 'names a file with a key of less than 2048 bits', outcome: 'misconfigured' },
  other_key: { reason: 'names a file whose private key is not that of its certificate', outcome: 'misconfigured' },
  password_missing: { reason: 'is required: the private key is encrypted', outcome: 'misconfigured' },
  password_wrong: { reason: 'does not open the private key', outcome: 'misconfigured' },
  identity_refused: { reason: 'names no managed identity of this machine', outcome: 'misconfigured' },
  endpoint_unavailable: { reason: 'cannot be used: the endpoint does not answer', outcome: 'unavailable' },
  endpoint_bad_answer: { reason: 'cannot be used: the endpoint answers nonsense', outcome: 'bad_response' },
} as const;

export type CredentialFlaw = keyof typeof FLAWS;

/** This API cannot present its own credential. Its message and its reason quote nothing of the credential. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';

  constructor(
    readonly flaw: CredentialFlaw,
    options?: ErrorOptions,
  ) {
    super(flaw, options);
  }

  /** For the person who set it. */
  get reason(): string {
    return FLAWS[this.flaw].reason;
  }

  /** What a caller gets, who can do nothing about it. */
  get problem(): Problem {
    switch (FLAWS[this.flaw].outcome) {
      case 'unavailable':
        return identityUnavailable(undefined, this);
      case 'bad_response':
        return identityBadResponse(this);
      default:
        return new Problem('misconfigured', { cause: this, reason: this.flaw });
    }
  }
}
