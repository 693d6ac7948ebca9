import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { FetchJsonError, fetchJson } from '../common/outbound/fetch-json.js';

/** A key Entra signs tokens with. */
export interface SigningKey {
  readonly key: KeyObject;
  /** Issuer the key is bound to, `{tenantid}` possible in it; absent only in the v1 key set. */
  readonly issuer: string | undefined;
}

/** Entra's published state at one moment. */
export interface EntraMetadata {
  /** v2 issuer of the home tenant. */
  readonly issuer: string;
  /** GUID of the home tenant. */
  readonly tenantId: string;
  /** By `kid`. */
  readonly keys: ReadonlyMap<string, SigningKey>;
}

/** A member that must not be there. */
const absent = z.never().optional();
const discoveryDocument = z.object({ issuer: z.url(), jwks_uri: z.url({ protocol: /^https$/ }) });
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

/**
 * Reads the discovery document of a tenant and the keys it points to (OpenID Connect Discovery 1.0; RFC 7517). Keys
 * that are not for checking RS256 signatures are passed over. Throws FetchJsonError.
 */
export async function readEntraMetadata(
  dispatcher: Dispatcher,
  authorityHost: string,
  tenant: string,
  timeoutMs: number,
): Promise<EntraMetadata> {
  const limits = { timeoutMs, maxBytes: MAX_BYTES };
  const discovery = discoveryDocument.safeParse(
    await fetchJson(dispatcher, `${authorityHost}/${tenant}/v2.0/.well-known/openid-configuration`, limits),
  );
  if (!discovery.success) throw new FetchJsonError('bad_response', 'not a discovery document');
  const { issuer, jwks_uri: keysAddress } = discovery.data;
  const tenantId = tenantOfIssuer(issuer, authorityHost, tenant);
  if (new URL(keysAddress).origin !== authorityHost) throw new FetchJsonError('bad_response', 'keys are elsewhere');
  const document = keyDocument.safeParse(await fetchJson(dispatcher, keysAddress, limits));
  if (!document.success) throw new FetchJsonError('bad_response', 'not a key set');
  const keys = usableKeys(document.data.keys);
  if (keys.size === 0) throw new FetchJsonError('bad_response', 'no usable key');
  return { issuer, tenantId, keys };
}

/** A discovery document that speaks for another issuer than the one asked is not believed (Discovery section 4.3). */
function tenantOfIssuer(issuer: string, authorityHost: string, tenant: string): string {
  const tenantId = /^\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/v2\.0$/.exec(new URL(issuer).pathname)?.[1];
  const asked = !tenant.includes('.') && tenant !== tenantId;
  if (tenantId === undefined || asked || issuer !== `${authorityHost}/${tenantId}/v2.0`) {
    throw new FetchJsonError('bad_response', 'another issuer');
  }
  return tenantId;
}

function usableKeys(entries: readonly unknown[]): Map<string, SigningKey> {
  const keys = new Map<string, SigningKey>();
  for (const entry of entries) {
    const parsed = publicSigningKey.safeParse(entry);
    if (!parsed.success || keys.has(parsed.data.kid)) continue;
    const { kid, issuer, n, e } = parsed.data;
    const key = publicKey(n, e);
    if (key !== undefined) keys.set(kid, { key, issuer });
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
