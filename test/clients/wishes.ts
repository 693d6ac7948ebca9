import { z } from 'zod';
import type { TestTenant } from '../helpers/tenant.js';
import { claimsOf } from '../sandbox/identity/token-client.js';

/** What a client's script is told of an application: ids, authority, credential. */
export function wishesFor(
  tenant: TestTenant,
  application: string,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { clientId, tenantId } = tenant.cloud.directory.named(application);
  return {
    authority: `${tenant.origins.https}/${tenantId}`,
    authorityHost: tenant.origins.https,
    tenantId,
    clientId,
    ...more,
  };
}

export function secretOf(tenant: TestTenant, application: string): { secret: string } {
  return { secret: tenant.cloud.directory.named(application).secret ?? '' };
}

export function certificateOf(tenant: TestTenant, application: string): { certificate: string } {
  return { certificate: tenant.cloud.directory.named(application).certificatePath ?? '' };
}

/** The access token of one of a script's answers, under either library's name for it. */
export function accessToken(result: Readonly<Record<string, unknown>>, answer: string): string {
  const tokens = z
    .union([z.object({ accessToken: z.string() }), z.object({ access_token: z.string() })])
    .safeParse(result[answer]);
  if (!tokens.success) throw new Error(`no token in ${JSON.stringify(result)}`);
  return 'accessToken' in tokens.data ? tokens.data.accessToken : tokens.data.access_token;
}

export function claims(result: Readonly<Record<string, unknown>>, answer = 'first'): Record<string, unknown> {
  return claimsOf(accessToken(result, answer));
}
