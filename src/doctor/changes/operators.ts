import type { Changes } from './changes.js';

const REGISTRATION = 'Entra admin center > App registrations > this API';
const SECRETS = `${REGISTRATION} > Certificates & secrets`;
const FEDERATED = `${SECRETS} > Federated credentials`;
const WAIT = 'Nothing: it passes, and callers with a cached token do not notice. https://status.entra.microsoft.com';

/** Numbers that say something of this API's registration, credential or requests, or of Entra itself. */
export const OPERATOR_CHANGES: Changes = {
  50033: WAIT,
  90006: WAIT,
  90012: WAIT,
  90024: WAIT,
  90033: WAIT,
  90055: WAIT,
  7000112: 'Entra admin center > Enterprise applications > this API > Properties > "Enabled for users to sign-in".',
  50012: `${SECRETS}: register the certificate of AZURE_CLIENT_CERTIFICATE_PATH.`,
  50013: `AZURE_AUTHORITY_HOST and AZURE_TENANT_ID must be those its issuer is of; the registration’s tokens must be for AZURE_CLIENT_ID. A custom signing key on the enterprise application also does this.`,
  70011: 'GRAPH_SCOPES: full names such as https://graph.microsoft.com/.default, and .default beside no other.',
  70021: `${FEDERATED}: issuer, subject and audience must equal the token’s.`,
  70025: `${FEDERATED}: add one for the workload or managed identity.`,
  90002: 'AZURE_TENANT_ID (Entra admin center > Overview > Tenant ID), or AZURE_AUTHORITY_HOST for another cloud.',
  90009:
    'The front end shares this API’s registration: ask for <client id>/access_as_user, or register the front end by itself.',
  90072: 'Sign in at the account’s own tenant, or invite it as a guest.',
  135010: `${SECRETS}: register the certificate of AZURE_CLIENT_CERTIFICATE_PATH.`,
  500011: `${REGISTRATION} > Expose an API > Application ID URI: api://<client id>. For Graph: GRAPH_SCOPES, and AZURE_AUTHORITY_HOST of the same cloud.`,
  500131: 'AZURE_CLIENT_ID and API_AUDIENCES must be of the registration the front end asks tokens for.',
  650053: `GRAPH_SCOPES for Graph’s; ${REGISTRATION} > Expose an API for API_SCOPE.`,
  700016:
    'AZURE_CLIENT_ID (App registrations > Overview > Application (client) ID) and AZURE_TENANT_ID; in another tenant an administrator lets the API in first.',
  700021: 'AZURE_CLIENT_ID and the credential must be of one registration.',
  700023: 'AZURE_AUTHORITY_HOST and AZURE_TENANT_ID.',
  700024: 'This machine’s clock; for AZURE_FEDERATED_TOKEN_FILE, that something renews the file.',
  700027: `${SECRETS} > Certificates: upload the certificate of AZURE_CLIENT_CERTIFICATE_PATH.`,
  700030: `${REGISTRATION} > Manifest > trustedCertificateSubjects, or another certificate.`,
  700211: `${FEDERATED}: the issuer, to the letter.`,
  700212: `${FEDERATED}: the audience, normally api://AzureADTokenExchange.`,
  700213: `${FEDERATED}: the subject, to the letter and in its case.`,
  700222: `AZURE_FEDERATED_TOKEN_FILE must be of another issuer; for a managed identity set AZURE_MANAGED_IDENTITY_CLIENT_ID.`,
  900144: 'A proxy that changes requests; otherwise it is a fault of this API, please report it.',
  1000502: `Renew the file of AZURE_CLIENT_CERTIFICATE_PATH and upload it: ${SECRETS}.`,
  7000114: 'The caller’s token must be a user’s and for this API; personal registrations cannot do it.',
  7000215: `${SECRETS}: new client secret; put its Value, not its Secret ID, into AZURE_CLIENT_SECRET.`,
  7000216: `Set a credential (AZURE_CLIENT_SECRET or another) and keep proxies from changing the request.`,
  7000218: `Set a credential (AZURE_CLIENT_SECRET or another) and keep proxies from changing the request.`,
  7000222: `${SECRETS}: new client secret; put its Value into AZURE_CLIENT_SECRET.`,
};
