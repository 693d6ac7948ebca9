import { wishes } from './conversation.mjs';
import { report } from './report.mjs';
import { publicApplication, renewed } from './msal-application.mjs';

await report(async () => {
  const application = publicApplication();
  const { username, password, scope } = wishes;
  const first = await application.acquireTokenByUsernamePassword({ scopes: [scope], username, password });
  return renewed(application, first);
});
