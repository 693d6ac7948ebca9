import { z } from 'zod';
import { InvalidToken } from './auth.errors.js';

/** A member that must not be there. */
const absent = z.never().optional();
/**
 * The protected header of a token this API takes (RFC 7515 section 4): Entra's own members and nothing that asks for
 * more. A token that brings a key of its own, names critical extensions or compression is refused, not ignored.
 */
const joseHeader = z.looseObject({
  alg: z.literal('RS256'),
  kid: z.string().min(1).max(256),
  typ: z.literal('JWT'),
  x5t: z.string().optional(),
  crit: absent,
  zip: absent,
  b64: absent,
  enc: absent,
  jku: absent,
  jwk: absent,
  x5u: absent,
  x5c: absent,
});

/** Three parts of base64url without padding, the signature not empty (RFC 7515 section 7.1). */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** What a token says of itself before anything is proven: enough to look for the key that may prove it. */
export interface UnprovenToken {
  readonly kid: string;
  readonly version: '1.0' | '2.0';
  /** Empty where the claim is not text. */
  readonly tenantId: string;
}

/** Reads a well-formed token. Throws InvalidToken. */
export function unprovenToken(token: string): UnprovenToken {
  if (!COMPACT.test(token)) throw new InvalidToken('structure');
  const [header = '', payload = ''] = token.split('.');
  const parsed = joseHeader.safeParse(decodedObject(header));
  if (!parsed.success) throw new InvalidToken('header');
  // The library repairs invalid UTF-8, and writes what it cannot parse to the standard output whatever its log level.
  const { ver, tid } = decodedObject(payload);
  return {
    kid: parsed.data.kid,
    version: ver === '1.0' ? '1.0' : '2.0',
    tenantId: typeof tid === 'string' ? tid : '',
  };
}

/** What a token says, unchecked; of a caller's own it is proven. Throws InvalidToken. */
export function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return decodedObject(payload);
}

/** base64url JSON as a plain object; throws InvalidToken for anything else: invalid UTF-8, a BOM, null, arrays, text. */
export function decodedObject(part: string): Record<string, unknown> {
  let value: unknown;
  try {
    // fatal: what is not UTF-8 is refused rather than repaired; ignoreBOM: a BOM stays and is refused by the parser.
    value = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(part, 'base64url')),
    );
  } catch (cause) {
    throw new InvalidToken('structure', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidToken('structure');
  return { ...value };
}
