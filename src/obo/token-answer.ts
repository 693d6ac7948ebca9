import { z } from 'zod';
import type { GraphToken } from './graph-token.js';
import { identityBadResponse } from './obo.errors.js';
import { scopeSets } from './scope-sets.js';

/** Success is this and nothing less: MSAL calls an empty token one. RFC 6749 section 5.1. */
const tokenAnswer = z.object({
  token_type: z.string().regex(/^bearer$/i),
  access_token: z.string().regex(/^[\w.~+/-]+=*$/),
  scope: z.string().default(''),
  expires_in: z.coerce.number().catch(0),
});
const renewableAnswer = z.object({ refresh_token: z.string().min(1).optional() });
const signInAnswer = z.object({ id_token: z.string().min(1) });

/** A token endpoint's answer that is one. */
export interface TokenAnswer {
  readonly token: GraphToken;
  /** As it came. */
  readonly body: unknown;
}

/** A token and what renews it without the user's own token. */
export interface RenewableToken {
  readonly token: GraphToken;
  /** Absent where Entra gave none. */
  readonly refreshToken: string | undefined;
}

/** What a sign-in's code comes to. */
export interface SignInTokens extends RenewableToken {
  /** Unproven. */
  readonly idToken: string;
}

/** `startedAt`, in milliseconds since the epoch, is when it was asked for. Throws `identity_bad_response`. */
export function readTokenAnswer(body: unknown, startedAt: number): TokenAnswer {
  const answer = tokenAnswer.safeParse(body);
  if (!answer.success) throw identityBadResponse(answer.error);
  const { access_token: accessToken, scope, expires_in: expiresIn } = answer.data;
  const scopeNames = scope
    .split(' ')
    .filter((each) => each !== '')
    .map(shortScope);
  return { token: { accessToken, ...scopeSets(scopeNames), expiresAt: startedAt + expiresIn * 1000 }, body };
}

/** Only work that outlives its request gets to see the refresh token. */
export function renewable({ token, body }: TokenAnswer): RenewableToken {
  const answer = renewableAnswer.safeParse(body);
  return { token, refreshToken: answer.data?.refresh_token };
}

/** Throws `identity_bad_response` where it does not say who signed in. */
export function signInTokens(answer: TokenAnswer): SignInTokens {
  const signIn = signInAnswer.safeParse(answer.body);
  if (!signIn.success) throw identityBadResponse(signIn.error);
  return { ...renewable(answer), idToken: signIn.data.id_token };
}

/** `https://graph.microsoft.com/Mail.Read` and `Mail.Read` name one scope. */
function shortScope(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}
