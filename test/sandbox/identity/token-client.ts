import { z } from 'zod';
import type { TestTenant } from '../../helpers/tenant.js';

/** The answer of a token endpoint as a test looks at it. */
export interface TokenEndpointAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts a form to a tenant's token endpoint on the plain origin. */
export async function postToken(
  tenant: TestTenant,
  segment: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenEndpointAnswer> {
  const response = await fetch(`${tenant.origins.http}/${segment}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body: z.record(z.string(), z.unknown()).parse(body) };
}

/** A member that must be text. */
export function text(answer: TokenEndpointAnswer, name: string): string {
  return z.string({ error: () => `no ${name} in ${JSON.stringify(answer.body)}` }).parse(answer.body[name]);
}

/** What Entra says is wrong: status, OAuth error, AADSTS number. */
export function refusal({ status, body }: TokenEndpointAnswer): object {
  return { status, error: body['error'], codes: body['error_codes'] };
}

/** The form by which a public client signs a user in by password. */
export function passwordForm(
  tenant: TestTenant,
  userPrincipalName: string,
  scope: string,
  client = 'cli',
): Record<string, string> {
  const application = tenant.cloud.directory.named(client);
  return {
    grant_type: 'password',
    client_id: application.clientId,
    ...(application.secret !== undefined && { client_secret: application.secret }),
    username: userPrincipalName,
    password: tenant.user(userPrincipalName).password,
    scope,
  };
}

/** The form by which the `api` application exchanges an assertion. */
export function exchangeForm(tenant: TestTenant, assertion: string, scope: string): Record<string, string> {
  const { clientId, secret = '' } = tenant.cloud.directory.named('api');
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    client_id: clientId,
    client_secret: secret,
    assertion,
    scope,
  };
}

/** The claims of a token, unproven. */
export function claimsOf(raw: string): Record<string, unknown> {
  const claims: unknown = JSON.parse(Buffer.from(raw.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return z.record(z.string(), z.unknown()).parse(claims);
}
