import type { User } from '../directory/types.js';
import type { Authority } from './authority.js';
import type { Form } from './form.js';
import type { Provider } from './provider.js';
import type { RequestNotes } from './request-notes.js';
import type { TokenAnswer } from './token-answer.js';

/** One request to the token endpoint. */
export interface TokenRequest {
  readonly provider: Provider;
  readonly authority: Authority;
  readonly form: Form;
  /** The Authorization header, for clients that prove themselves by Basic. */
  readonly authorization: string | undefined;
  /** The Origin header: there for cross-origin requests of browsers. */
  readonly origin: string | undefined;
  readonly notes: RequestNotes;
  /** To be called as soon as the user is known: faults may be meant for this user alone. */
  readonly concerns: (user: User) => Promise<void>;
}

/** Turns what a client holds into tokens, or throws an EntraError. */
export type Grant = (request: TokenRequest) => Promise<TokenAnswer>;
