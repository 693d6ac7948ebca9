import { wishes } from './conversation.mjs';
import { report, tell } from './report.mjs';
import { publicApplication, renewed } from './msal-application.mjs';

await report(async () => {
  const application = publicApplication();
  const first = await application.acquireTokenByDeviceCode({
    scopes: [wishes.scope],
    deviceCodeCallback: ({ verificationUri, userCode }) =>
      tell({ device: { address: verificationUri, code: userCode } }),
  });
  return renewed(application, first);
});
