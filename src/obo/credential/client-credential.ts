import type { NodeAuthOptions } from '@azure/msal-node';

/** The ways this API can prove itself to Entra. */
export type CredentialKind = 'federated_token_file' | 'certificate' | 'managed_identity' | 'secret';

/** What one exchange proves itself with. The same object is given again for as long as the credential stays the same. */
export interface Presentation {
  /** As MSAL takes it; exactly one member. */
  readonly msal: Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;
  /** Milliseconds since the epoch; undefined where nothing says when it ends. */
  readonly endsAt: number | undefined;
}

/** This API's own credential at Entra. */
export interface ClientCredential {
  readonly kind: CredentialKind;
  /** How long before its end somebody should be told; 0 for what is renewed without people. Milliseconds. */
  readonly warnBeforeMs: number;
  /** What was presented last; undefined before the first time. */
  readonly current: Presentation | undefined;
  /** Its source gives nothing usable at the moment; `current` still serves for as long as it lasts. */
  readonly troubled: boolean;
  /** What proves this API now. Throws CredentialError where there is nothing. */
  present(): Promise<Presentation>;
  /** What is there by now in place of a presentation that Entra refused; undefined when that has not changed. */
  presentInstead(refused: Presentation): Promise<Presentation | undefined>;
  /** Takes notice of a change of its source, without a call out. Never throws. */
  refresh(): Promise<void>;
}
