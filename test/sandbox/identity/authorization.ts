import { createHash, randomBytes } from 'node:crypto';
import type { TestTenant } from '../../helpers/tenant.js';
import { HttpBrowser } from './http-browser.js';
import type { TokenEndpointAnswer } from './token-client.js';
import { postToken } from './token-client.js';

/** A redirect address of each application under test; any loopback port will do. */
export const REDIRECTS = {
  spa: 'http://localhost:51001/',
  web: 'http://localhost:51002/getAToken',
  cli: 'http://localhost:51003',
} as const;

export type CodeClient = keyof typeof REDIRECTS;

/** The address of an authorization request; parameters override, empty ones are left out. */
export function authorizeAddress(
  tenant: TestTenant,
  client: CodeClient,
  change: Readonly<Record<string, string>> = {},
  segment = 'common',
): string {
  const parameters = {
    client_id: tenant.cloud.directory.named(client).clientId,
    response_type: 'code',
    redirect_uri: REDIRECTS[client],
    scope: 'openid profile offline_access User.Read',
    state: 'a state',
    ...change,
  };
  const present = Object.entries(parameters).filter(([, value]) => value !== '');
  return `/${segment}/oauth2/v2.0/authorize?${new URLSearchParams(present).toString()}`;
}

/** A fresh verifier and its challenge (RFC 7636). */
export function proofKey(): { verifier: string; challenge: Record<string, string> } {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  return { verifier, challenge: { code_challenge, code_challenge_method: 'S256' } };
}

/** Signs a user in with a new browser, accepting what is asked, and answers the address the browser was sent to. */
export async function signInForCode(
  tenant: TestTenant,
  user: string,
  client: CodeClient,
  change: Readonly<Record<string, string>> = {},
  segment = 'common',
  browser = new HttpBrowser(tenant),
): Promise<URL> {
  await browser.open(authorizeAddress(tenant, client, change, segment));
  if (browser.has('i0116')) await browser.signIn(user);
  while (browser.page.left === undefined && browser.has('idSIButton9')) await browser.submit('idSIButton9');
  if (browser.page.left === undefined) throw new Error(`the browser stays at ${browser.page.html}`);
  return browser.page.left;
}

/** Redeems a code as its client does: with the secret, or as a browser. */
export function redeem(
  tenant: TestTenant,
  client: CodeClient,
  code: string,
  change: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = client === 'spa' ? { origin: 'http://localhost:51001' } : {},
): Promise<TokenEndpointAnswer> {
  const { clientId, secret } = tenant.cloud.directory.named(client);
  const form = {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: REDIRECTS[client],
    code,
    ...(secret !== undefined && { client_secret: secret }),
    ...change,
  };
  return postToken(tenant, 'common', form, headers);
}

/** A code and the redemption of it, in one. */
export async function signInForTokens(
  tenant: TestTenant,
  user: string,
  client: CodeClient,
  scope = 'openid profile offline_access User.Read',
): Promise<TokenEndpointAnswer> {
  const { verifier, challenge } = proofKey();
  const left = await signInForCode(tenant, user, client, { scope, ...challenge });
  return redeem(tenant, client, left.searchParams.get('code') ?? '', { code_verifier: verifier });
}
