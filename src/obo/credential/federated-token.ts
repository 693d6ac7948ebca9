import { z } from 'zod';
import type { Presentation } from './client-credential.js';
import { CredentialError } from './credential.errors.js';

const claims = z.object({ exp: z.number().positive().optional() });

/**
 * A workload's token as it lies in a file (https://azure.github.io/azure-workload-identity): presented as it is, read
 * only for its end. Throws CredentialError for what is no compact JWS, half-written files among them.
 */
export function readFederatedToken(text: string): Presentation {
  const token = text.trim();
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  if (payload === undefined) throw new CredentialError('not_a_jwt');
  const { exp } = claimsOf(payload);
  return { msal: { clientAssertion: token }, endsAt: exp === undefined ? undefined : exp * 1000 };
}

function claimsOf(payload: string): z.infer<typeof claims> {
  try {
    return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  } catch {
    // Not passed on as cause: a parser's message quotes what it read.
    throw new CredentialError('not_a_jwt');
  }
}
