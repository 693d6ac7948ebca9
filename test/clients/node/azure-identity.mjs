import {
  AuthorizationCodeCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  OnBehalfOfCredential,
  UsernamePasswordCredential,
} from '@azure/identity';
import { askForSignIn, wishes } from './conversation.mjs';
import { report, tell } from './report.mjs';

const { tenantId, clientId, secret, scope } = wishes;
const options = { authorityHost: wishes.authorityHost, disableInstanceDiscovery: true };

const CREDENTIALS = {
  secret: () => new ClientSecretCredential(tenantId, clientId, secret, options),
  certificate: () => new ClientCertificateCredential(tenantId, clientId, wishes.certificate, options),
  password: () => new UsernamePasswordCredential(tenantId, clientId, wishes.username, wishes.password, options),
  device: () =>
    new DeviceCodeCredential({
      ...options,
      tenantId,
      clientId,
      userPromptCallback: ({ verificationUri, userCode }) =>
        tell({ device: { address: verificationUri, code: userCode } }),
    }),
  onBehalfOf: () =>
    new OnBehalfOfCredential({
      ...options,
      tenantId,
      clientId,
      clientSecret: secret,
      userAssertionToken: wishes.assertion,
    }),
  code: async () => {
    const parameters = {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: wishes.redirectUri,
      scope: `openid offline_access ${scope}`,
    };
    const query = new URLSearchParams(parameters).toString();
    const returned = await askForSignIn(`${wishes.authority}/oauth2/v2.0/authorize?${query}`);
    const code = returned.searchParams.get('code') ?? '';
    return new AuthorizationCodeCredential(tenantId, clientId, secret, code, wishes.redirectUri, options);
  },
};

await report(async () => {
  const credential = await CREDENTIALS[wishes.credential]();
  const first = await credential.getToken([scope]);
  const silent = await credential.getToken([scope]);
  return { first: { accessToken: first.token }, silent: { accessToken: silent.token } };
});
