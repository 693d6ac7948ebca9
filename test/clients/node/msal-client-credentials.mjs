import { wishes } from './conversation.mjs';
import { report } from './report.mjs';
import { confidentialApplication, seen } from './msal-application.mjs';

await report(async () => {
  const application = confidentialApplication();
  const scopes = [wishes.scope];
  const first = await application.acquireTokenByClientCredential({ scopes });
  const cached = await application.acquireTokenByClientCredential({ scopes });
  const forced = await application.acquireTokenByClientCredential({ scopes, skipCache: true });
  return { first: seen(first), silent: seen(cached), forced: seen(forced) };
});
