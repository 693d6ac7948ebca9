import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { FetchJsonError, fetchJson } from '../common/outbound/fetch-json.js';
import { withTenant } from '../config/clouds.js';
import type { MetadataSource } from './metadata-source.js';

/** A key Entra signs tokens with. */
export interface SigningKey {
  readonly key: KeyObject;
  /** Issuer the key is bound to, `{tenantid}` possible in it; undefined where its key set binds none. */
  readonly issuer: string | undefined;
}

/** Entra's published state at one moment. */
export interface EntraMetadata {
  /** Of the tokens; `{tenantid}` in it where it serves many tenants. */
  readonly issuer: string;
  /** GUID of the one tenant it serves; undefined where it serves many. */
  readonly tenantId: string | undefined;
  /** By `kid`. */
  readonly keys: ReadonlyMap<string, SigningKey>;
}

/** A member that must not be there. */
const absent = z.never().optional();
const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https$/ }) });
const keyDocument = z.object({ keys: z.array(z.unknown()).max(1000) });
const publicSigningKey = z.object({
  kty: z.literal('RSA'),
  use: z.literal('sig'),
  kid: z.string().min(1).max(256),
  n: z.string(),
  e: z.string(),
  alg: z.literal('RS256').optional(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes('verify'))
    .optional(),
  issuer: z.string().optional(),
  d: absent,
  p: absent,
  q: absent,
});

const MAX_BYTES = 512 * 1024;
const MIN_MODULUS_BITS = 2048;
/** Equals no issuer: of a key that should name one and does not. */
const NO_ISSUER = '';

/**
 * Reads a discovery document and the keys it points to (OpenID Connect Discovery 1.0; RFC 7517). Keys that are not for
 * checking RS256 signatures are passed over. `onDate` hears the authority's time. Throws FetchJsonError.
 */
export async function readEntraMetadata(
  dispatcher: Dispatcher,
  source: MetadataSource,
  timeoutMs: number,
  onDate: (there: number) => void = () => undefined,
): Promise<EntraMetadata> {
  const limits = { timeoutMs, maxBytes: MAX_BYTES };
  const discovery = discoveryDocument.safeParse(await fetchJson(dispatcher, source.address, { ...limits, onDate }));
  if (!discovery.success) throw new FetchJsonError('bad_response', 'not a discovery document');
  const { issuer, jwks_uri: keysAddress } = discovery.data;
  const tenant = source.tenantOf(issuer);
  if (tenant === undefined) throw new FetchJsonError('bad_response', 'another issuer');
  const origins = source.keyOrigins.map((origin) => withTenant(origin, tenant));
  if (!origins.includes(new URL(keysAddress).origin)) throw new FetchJsonError('bad_response', 'keys are elsewhere');
  const document = keyDocument.safeParse(await fetchJson(dispatcher, keysAddress, limits));
  if (!document.success) throw new FetchJsonError('bad_response', 'not a key set');
  const keys = usableKeys(document.data.keys, source.keysWithoutIssuer ? undefined : NO_ISSUER);
  if (keys.size === 0) throw new FetchJsonError('bad_response', 'no usable key');
  return { issuer, tenantId: tenant.startsWith('{') ? undefined : tenant, keys };
}

function usableKeys(entries: readonly unknown[], withoutIssuer: string | undefined): Map<string, SigningKey> {
  const keys = new Map<string, SigningKey>();
  for (const entry of entries) {
    const parsed = publicSigningKey.safeParse(entry);
    if (!parsed.success || keys.has(parsed.data.kid)) continue;
    const { kid, issuer, n, e } = parsed.data;
    const key = publicKey(n, e);
    if (key !== undefined) keys.set(kid, { key, issuer: issuer ?? withoutIssuer });
  }
  return keys;
}

function publicKey(n: string, e: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } });
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS ? key : undefined;
  } catch {
    return undefined;
  }
}
