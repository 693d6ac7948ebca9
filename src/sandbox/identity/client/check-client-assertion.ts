import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { numericDate } from '../../../common/clock.js';
import type { Cloud } from '../../cloud.js';
import type { Application } from '../../directory/types.js';
import { EntraError } from '../entra-error.js';
import type { TokenRequest } from '../token-request.js';
import { checkFederatedAssertion } from './check-federated-assertion.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Entra's own allowance for clocks that differ. */
const SKEW_SECONDS = 300;

const header = z.looseObject({ x5t: z.string().optional(), 'x5t#S256': z.string().optional() });
const claims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
});

/**
 * Proves a client assertion (RFC 7523): a workload's token where no certificate is named, else one signed RS256 or
 * PS256 by the application's certificate. AADSTS700027 for another certificate or signature, 700021 another client,
 * 700023 another audience, 5002741 several, 700024 out of its time.
 */
export async function checkClientAssertion(request: TokenRequest, client: Application, raw: string): Promise<void> {
  const type = request.form.required('client_assertion_type');
  if (type !== JWT_BEARER) throw new EntraError(90023, { parameter: 'client_assertion_type', value: type });
  const { named, said } = read(raw);
  if (named.x5t === undefined && named['x5t#S256'] === undefined)
    return checkFederatedAssertion(request.provider, client, raw);
  if (said.iss.toLowerCase() !== client.clientId || said.sub.toLowerCase() !== client.clientId)
    throw new EntraError(700021);
  await checkSignature(request.provider.cloud, raw, named, client);
  const audiences = typeof said.aud === 'string' ? [said.aud] : said.aud;
  if (audiences.length > 1) throw new EntraError(5002741, { count: String(audiences.length) });
  if (!audiences.some((audience) => isOurs(request.provider.cloud, audience))) throw new EntraError(700023);
  const now = numericDate(request.provider.cloud.clock);
  if (said.exp <= now - SKEW_SECONDS || (said.nbf ?? 0) > now + SKEW_SECONDS) throw new EntraError(700024);
}

function read(raw: string): { named: z.infer<typeof header>; said: z.infer<typeof claims> } {
  try {
    return { named: header.parse(decodeProtectedHeader(raw)), said: claims.parse(decodeJwt(raw)) };
  } catch (error) {
    throw new EntraError(50027, {}, { cause: error });
  }
}

async function checkSignature(
  cloud: Cloud,
  raw: string,
  named: z.infer<typeof header>,
  client: Application,
): Promise<void> {
  const certificate = certificateOf(client);
  const sha1 = thumbprint(certificate?.fingerprint);
  const sha256 = thumbprint(certificate?.fingerprint256);
  const named256 = named['x5t#S256'];
  const known = named256 === undefined ? thumbprintMatches(named.x5t, sha1) : thumbprintMatches(named256, sha256);
  if (certificate === undefined || !known)
    throw new EntraError(700027, { reason: 'The key was not found., Please visit the Azure Portal' });
  const now = cloud.clock.now();
  if (Date.parse(certificate.validTo) <= now || Date.parse(certificate.validFrom) > now + SKEW_SECONDS * 1000)
    throw new EntraError(700027, { reason: 'The key used is expired.' });
  try {
    await compactVerify(raw, certificate.publicKey, { algorithms: ['RS256', 'PS256'] });
  } catch (error) {
    throw new EntraError(
      700027,
      { reason: 'The provided signature value did not match the expected one' },
      { cause: error },
    );
  }
}

function certificateOf({ certificatePath }: Application): X509Certificate | undefined {
  return certificatePath === undefined ? undefined : new X509Certificate(readFileSync(certificatePath));
}

function thumbprint(fingerprint: string | undefined): Buffer {
  return Buffer.from((fingerprint ?? '').replaceAll(':', ''), 'hex');
}

/** Thumbprints come as base64url, and from some libraries as plain base64. */
function thumbprintMatches(named: string | undefined, expected: Buffer): boolean {
  return named !== undefined && expected.length > 0 && Buffer.from(named, 'base64').equals(expected);
}

/** The token endpoint at any of our origins and under any tenant segment, or an issuer. */
function isOurs(cloud: Cloud, audience: string): boolean {
  const { origin, pathname } = URL.canParse(audience) ? new URL(audience) : { origin: '', pathname: '' };
  return (
    cloud.origins.all.includes(origin) && /^\/[^/]+\/(oauth2\/v2\.0\/token|oauth2\/token|v2\.0\/?|)$/.test(pathname)
  );
}
