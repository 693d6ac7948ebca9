import { CryptoProvider } from '@azure/msal-node';
import { askForSignIn, wishes } from './conversation.mjs';
import { report } from './report.mjs';
import { confidentialApplication, publicApplication, renewed } from './msal-application.mjs';

await report(async () => {
  const application = wishes.secret === undefined ? publicApplication() : confidentialApplication();
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const request = { scopes: [wishes.scope], redirectUri: wishes.redirectUri, nonce: 'a-nonce' };
  const address = await application.getAuthCodeUrl({
    ...request,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  });
  const returned = await askForSignIn(address);
  const first = await application.acquireTokenByCode(
    { ...request, code: returned.searchParams.get('code') ?? '', codeVerifier: verifier },
    { nonce: 'a-nonce' },
  );
  return renewed(application, first);
});
