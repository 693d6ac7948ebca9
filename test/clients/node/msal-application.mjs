import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { wishes } from './conversation.mjs';

const auth = {
  clientId: wishes.clientId,
  authority: wishes.authority,
  // The one setting a tenant that is not Microsoft's needs.
  knownAuthorities: [new URL(wishes.authority).host],
};

export function publicApplication() {
  return new PublicClientApplication({ auth });
}

export function confidentialApplication() {
  if (wishes.certificate === undefined)
    return new ConfidentialClientApplication({ auth: { ...auth, clientSecret: wishes.secret } });
  const pem = readFileSync(wishes.certificate, 'utf8');
  const { raw } = new X509Certificate(pem);
  const thumbprintSha256 = createHash('sha256').update(raw).digest('hex');
  const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
  return new ConfidentialClientApplication({ auth: { ...auth, clientCertificate: { thumbprintSha256, privateKey } } });
}

/** What a test looks at of an AuthenticationResult. */
export function seen({ accessToken, idTokenClaims, account, scopes, fromCache }) {
  return { accessToken, idTokenClaims, username: account?.username, scopes, fromCache };
}

/** The answer, what the cache gives for it afterwards, and what a forced refresh gives. */
export async function renewed(application, first) {
  const request = { account: first.account, scopes: [wishes.scope] };
  const silent = await application.acquireTokenSilent(request);
  const forced = await application.acquireTokenSilent({ ...request, forceRefresh: true });
  return { first: seen(first), silent: seen(silent), forced: seen(forced) };
}
