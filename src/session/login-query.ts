import { z } from 'zod';
import { badParameter } from './session.errors.js';

/** Longest claims request, in characters of JSON: the same as in a challenge of ours. */
const MAX_CLAIMS_LENGTH = 4096;
/** Text on one line. */
const visible = z
  .string()
  .min(1)
  .regex(/^\P{Cc}+$/u);

const claims = z
  .string()
  .max(MAX_CLAIMS_LENGTH)
  .transform((text, context) => {
    const value = parsed(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return JSON.stringify(value);
    context.addIssue({ code: 'custom', message: 'not a claims request' });
    return z.NEVER;
  });

/** What a front end may say about a sign-in; anything else in the query is left alone. */
const loginQuery = z.object({
  return_to: z.string().optional(),
  prompt: z.enum(['login', 'none', 'consent', 'select_account']).optional(),
  login_hint: visible.max(320).optional(),
  domain_hint: visible.max(253).optional(),
  claims: claims.optional(),
});
export type LoginQuery = z.infer<typeof loginQuery>;

/** What each must be, for people. */
const RULES: Readonly<Record<keyof LoginQuery, string>> = {
  return_to: 'Send return_to once.',
  prompt: 'prompt must be login, none, consent or select_account.',
  login_hint: 'login_hint must be the name of an account.',
  domain_hint: 'domain_hint must be a domain.',
  claims: 'claims must be a claims request: the JSON text of a problem of this API.',
};

/** Reads the query of `GET /auth/login`. Throws `invalid_request`. */
export function readLoginQuery(query: unknown): LoginQuery {
  const read = loginQuery.safeParse(query);
  if (read.success) return read.data;
  const name = z
    .enum(['return_to', 'prompt', 'login_hint', 'domain_hint', 'claims'])
    .safeParse(read.error.issues[0]?.path[0]);
  throw badParameter(RULES[name.data ?? 'return_to']);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
