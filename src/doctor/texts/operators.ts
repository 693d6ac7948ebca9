import type { ErrorTexts } from './error-text.js';

const REGISTRATION = 'Entra admin center > App registrations > this API';
const SECRETS = `${REGISTRATION} > Certificates & secrets`;
const FEDERATED = `${SECRETS} > Federated credentials`;
const WAIT = 'Nothing: it passes, and callers with a cached token do not notice. https://status.entra.microsoft.com';

/** Numbers that say something of this API's registration, credential or requests, or of Entra itself. */
export const OPERATOR_TEXTS: ErrorTexts = {
  50033: { means: 'Entra is in trouble for a moment.', change: WAIT },
  90006: { means: 'A service behind Entra is in trouble for a moment.', change: WAIT },
  90012: { means: 'Entra took too long.', change: WAIT },
  90024: { means: 'Entra is in trouble for a moment.', change: WAIT },
  90033: { means: 'Entra’s directory is in trouble for a moment.', change: WAIT },
  90055: { means: 'Entra throttles the tenant for too many requests.', change: WAIT },
  7000112: {
    means: 'The application is disabled in the tenant.',
    change: 'Entra admin center > Enterprise applications > this API > Properties > "Enabled for users to sign-in".',
  },
  50012: {
    means: 'What this API proves itself with was not believed.',
    change: `${SECRETS}: register the certificate of AZURE_CLIENT_CERTIFICATE_PATH.`,
  },
  50013: {
    means: 'The caller’s token was not taken as an assertion.',
    change: `AZURE_AUTHORITY_HOST and AZURE_TENANT_ID must be those its issuer is of; the registration’s tokens must be for AZURE_CLIENT_ID. A custom signing key on the enterprise application also does this.`,
  },
  70011: {
    means: 'A scope that was asked for is not a scope.',
    change: 'GRAPH_SCOPES: full names such as https://graph.microsoft.com/.default, and .default beside no other.',
  },
  70021: {
    means: 'No federated credential matches the token presented.',
    change: `${FEDERATED}: issuer, subject and audience must equal the token’s.`,
  },
  70025: {
    means: 'The registration has no federated credential.',
    change: `${FEDERATED}: add one for the workload or managed identity.`,
  },
  90002: {
    means: 'There is no such tenant.',
    change: 'AZURE_TENANT_ID (Entra admin center > Overview > Tenant ID), or AZURE_AUTHORITY_HOST for another cloud.',
  },
  90009: {
    means: 'An application asks for a token for itself by something other than its GUID.',
    change:
      'The front end shares this API’s registration: ask for <client id>/access_as_user, or register the front end by itself.',
  },
  90072: {
    means: 'The account is not in the tenant that is asked, and is not a guest there either.',
    change: 'Sign in at the account’s own tenant, or invite it as a guest.',
  },
  135010: {
    means: 'The key that signed the assertion is not the registration’s.',
    change: `${SECRETS}: register the certificate of AZURE_CLIENT_CERTIFICATE_PATH.`,
  },
  500011: {
    means: 'The tenant has no resource of the name that was asked for.',
    change: `${REGISTRATION} > Expose an API > Application ID URI: api://<client id>. For Graph: GRAPH_SCOPES, and AZURE_AUTHORITY_HOST of the same cloud.`,
  },
  500131: {
    means: 'The caller’s token is for another audience than this API’s registration.',
    change: 'AZURE_CLIENT_ID and API_AUDIENCES must be of the registration the front end asks tokens for.',
  },
  650053: {
    means: 'A scope that was asked for does not exist on its resource.',
    change: `GRAPH_SCOPES for Graph’s; ${REGISTRATION} > Expose an API for API_SCOPE.`,
  },
  700016: {
    means: 'The tenant has no such application.',
    change:
      'AZURE_CLIENT_ID (App registrations > Overview > Application (client) ID) and AZURE_TENANT_ID; in another tenant an administrator lets the API in first.',
  },
  700021: {
    means: 'The assertion presented names another application.',
    change: 'AZURE_CLIENT_ID and the credential must be of one registration.',
  },
  700023: {
    means: 'The assertion presented is for another audience.',
    change: 'AZURE_AUTHORITY_HOST and AZURE_TENANT_ID.',
  },
  700024: {
    means: 'The assertion presented is out of its time.',
    change: 'This machine’s clock; for AZURE_FEDERATED_TOKEN_FILE, that something renews the file.',
  },
  700027: {
    means: 'The certificate is not registered, or the signature is not its own.',
    change: `${SECRETS} > Certificates: upload the certificate of AZURE_CLIENT_CERTIFICATE_PATH.`,
  },
  700030: {
    means: 'The certificate is of a name the registration does not allow.',
    change: `${REGISTRATION} > Manifest > trustedCertificateSubjects, or another certificate.`,
  },
  700211: {
    means: 'No federated credential has the issuer of the token presented.',
    change: `${FEDERATED}: the issuer, to the letter.`,
  },
  700212: {
    means: 'No federated credential has the audience of the token presented.',
    change: `${FEDERATED}: the audience, normally api://AzureADTokenExchange.`,
  },
  700213: {
    means: 'No federated credential has the subject of the token presented.',
    change: `${FEDERATED}: the subject, to the letter and in its case.`,
  },
  700222: {
    means: 'Entra’s own tokens do not serve as federated credential here.',
    change: `AZURE_FEDERATED_TOKEN_FILE must be of another issuer; for a managed identity set AZURE_MANAGED_IDENTITY_CLIENT_ID.`,
  },
  900144: {
    means: 'The request lacks a parameter.',
    change: 'A proxy that changes requests; otherwise it is a fault of this API, please report it.',
  },
  1000502: {
    means: 'The certificate is out of its time.',
    change: `Renew the file of AZURE_CLIENT_CERTIFICATE_PATH and upload it: ${SECRETS}.`,
  },
  7000114: {
    means: 'The application may not exchange tokens on behalf of users.',
    change: 'The caller’s token must be a user’s and for this API; personal registrations cannot do it.',
  },
  7000215: {
    means: 'The client secret is wrong.',
    change: `${SECRETS}: new client secret; put its Value, not its Secret ID, into AZURE_CLIENT_SECRET.`,
  },
  7000216: {
    means: 'A client assertion or secret is wanted and was not presented.',
    change: `Set a credential (AZURE_CLIENT_SECRET or another) and keep proxies from changing the request.`,
  },
  7000218: {
    means: 'No client assertion or secret was presented.',
    change: `Set a credential (AZURE_CLIENT_SECRET or another) and keep proxies from changing the request.`,
  },
  7000222: {
    means: 'The client secret has expired.',
    change: `${SECRETS}: new client secret; put its Value into AZURE_CLIENT_SECRET.`,
  },
};
