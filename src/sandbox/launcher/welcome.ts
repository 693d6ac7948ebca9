import { applicationNamed } from './tenant-description.js';
import type { TenantDescription } from './tenant-description.js';

const STATES: Readonly<Record<string, string>> = {
  ready: 'ready',
  consent: 'consent   has not consented to Graph: 403 consent_required',
  mfa: 'mfa       Graph wants MFA: 401 insufficient_claims',
  disabled: 'disabled  cannot sign in',
  guest: 'guest     of another tenant',
};

/** What a person reads after the first start: what runs where, who can sign in, and two commands to paste. */
export function welcome(tenant: TenantDescription, bold: (text: string) => string = (text) => text): string {
  const { api, origins, users } = tenant;
  const first = users.find(({ state }) => state === 'ready');
  const width = Math.max(...users.map(({ userPrincipalName }) => userPrincipalName.length));
  const table = users.map(
    ({ userPrincipalName, password, state }) =>
      `  ${userPrincipalName.padEnd(width)}  ${password}  ${STATES[state] ?? state}`,
  );
  return [
    '',
    bold('Behalf is up, with an EMBEDDED TENANT in place of Microsoft Entra and Graph. Not for production.'),
    '',
    `  API               ${api.url}   and   ${api.https}`,
    `  Demo front end    ${api.url}/   (sign in as one of the users below)`,
    `  Try it (Swagger)  ${api.url}/docs`,
    `  Embedded tenant   ${origins.http}/   (users, applications, switches, journal)`,
    `  CA for the https  ${origins.ca}`,
    '',
    bold('Users and passwords of this installation'),
    ...table,
    '',
    ...(first === undefined ? [] : [bold('Paste next'), ...commands(tenant, first), '']),
    'To use a real tenant set AZURE_TENANT_ID, AZURE_CLIENT_ID and a credential (.env.example). Ctrl+C ends it all.',
    '',
  ].join('\n');
}

function commands(tenant: TenantDescription, user: TenantDescription['users'][number]): readonly string[] {
  const { api, origins } = tenant;
  return [
    `TOKEN=$(curl -s ${origins.http}/${api.tenantId}/oauth2/v2.0/token \\`,
    `  -d grant_type=password -d client_id=${applicationNamed(tenant, 'cli').clientId} \\`,
    `  -d scope=${api.scope} \\`,
    `  -d username=${user.userPrincipalName} -d password=${user.password} \\`,
    `  | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/')`,
    `curl -s -H "Authorization: Bearer $TOKEN" ${api.url}/v1.0/me`,
  ];
}
