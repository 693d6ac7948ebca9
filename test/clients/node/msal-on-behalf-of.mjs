import { wishes } from './conversation.mjs';
import { report } from './report.mjs';
import { confidentialApplication, seen } from './msal-application.mjs';

await report(async () => {
  const application = confidentialApplication();
  const request = { scopes: [wishes.scope], oboAssertion: wishes.assertion };
  const first = await application.acquireTokenOnBehalfOf(request);
  const silent = await application.acquireTokenOnBehalfOf(request);
  const forced = await application.acquireTokenOnBehalfOf({ ...request, skipCache: true });
  return { first: seen(first), silent: seen(silent), forced: seen(forced) };
});
