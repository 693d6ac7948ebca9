import { z } from 'zod';
import { InvalidToken } from './auth.errors.js';

/** A member that must not be there. */
const absent = z.never().optional();
/** As Entra writes ids. */
export const guid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** RFC 7519 section 2, whole seconds. */
export const numericDateClaim = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const every = z.looseObject({
  aud: z.string(),
  iss: z.string(),
  iat: numericDateClaim,
  nbf: numericDateClaim.optional(),
  exp: numericDateClaim,
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  idtyp: z.string().optional(),
});
const entra = every.extend({
  tid: guid,
  oid: guid,
  nonce: absent,
});
const v2 = entra.extend({ ver: z.literal('2.0'), azp: z.string().optional() });
const v1 = entra.extend({ ver: z.literal('1.0'), appid: z.string().optional() });
const b2c = every.extend({
  ver: z.literal('1.0'),
  sub: z.string().min(1).max(256),
  tid: guid.optional(),
  oid: guid.optional(),
  azp: z.string().optional(),
  tfp: z.string().optional(),
  acr: z.string().optional(),
});

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export type EntraClaims = z.infer<typeof v2> | z.infer<typeof v1>;
/** https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview#claims */
export type B2cClaims = z.infer<typeof b2c>;

/** What the wrong form of a claim says about a token; of any other claim, that it is not an access token. */
const FLAWS: Readonly<Record<string, InvalidToken['flaw']>> = {
  aud: 'audience',
  iss: 'issuer',
  iat: 'times',
  nbf: 'times',
  exp: 'times',
  ver: 'version',
  tid: 'tenant',
  oid: 'subject',
  sub: 'subject',
  azp: 'actor',
  appid: 'actor',
  tfp: 'policy',
  acr: 'policy',
};

/** The claims in one of Entra's two forms. Throws InvalidToken. */
export function readEntraClaims(payload: unknown): EntraClaims {
  return payload instanceof Object && 'ver' in payload && payload.ver === '1.0' ? read(v1, payload) : read(v2, payload);
}

/** The claims of a token that a B2C policy issued. Throws InvalidToken. */
export function readB2cClaims(payload: unknown): B2cClaims {
  return read(b2c, payload);
}

/** The application a user's token was issued to, or an application's own token is of; undefined where it names none. */
export function clientOf(claims: EntraClaims): string | undefined {
  return claims.ver === '1.0' ? claims.appid : claims.azp;
}

function read<T>(schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const claim = String(parsed.error.issues[0]?.path[0]);
  throw new InvalidToken(FLAWS[claim] ?? 'not_an_access_token', { cause: parsed.error });
}
