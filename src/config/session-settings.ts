import type { SessionConfig } from './app-config.js';
import { isLoopback } from './loopback.js';
import type { Settings } from './settings.js';

/** What is wrong with the settings of browser sign-in, taken together; by setting, never a value. */
export function problemsOfSession(settings: Settings): { readonly name: string; readonly reason: string }[] {
  const { SESSION_CLIENT_ID: clientId, SESSION_CLIENT_SECRET: secret, ALLOWED_CLIENTS: allowed } = settings;
  if (!settings.SESSION) return [];
  const problems = [];
  if (settings.AZURE_B2C_POLICY !== undefined)
    problems.push({
      name: 'SESSION',
      reason: 'has no meaning with AZURE_B2C_POLICY: there is no Graph for its accounts',
    });
  if (settings.PUBLIC_URLS?.some((origin) => !origin.startsWith('https:') && !isLoopback(origin)) === true)
    problems.push({
      name: 'PUBLIC_URLS',
      reason: 'must be https with SESSION, or of this machine: over http anybody on the way can take the cookie',
    });
  if (isOfItsOwn(settings) && secret === undefined)
    problems.push({ name: 'SESSION_CLIENT_SECRET', reason: 'is required with SESSION_CLIENT_ID' });
  if (!isOfItsOwn(settings) && secret !== undefined)
    problems.push({ name: 'SESSION_CLIENT_ID', reason: 'is required with SESSION_CLIENT_SECRET' });
  if (allowed.length > 0 && !allowed.includes(clientId ?? settings.AZURE_CLIENT_ID))
    problems.push({ name: 'ALLOWED_CLIENTS', reason: 'must list the registration that signs browsers in' });
  return problems;
}

/**
 * Browser sign-in as it is set; undefined where it is off. A registration that asks for a token for itself must name
 * itself by its GUID (AADSTS90009), any other names the API by its identifier URI.
 */
export function sessionOf(settings: Settings): SessionConfig | undefined {
  if (!settings.SESSION) return undefined;
  const { AZURE_CLIENT_ID: apiId, API_SCOPE: scope } = settings;
  const own = isOfItsOwn(settings);
  return {
    clientId: settings.SESSION_CLIENT_ID ?? apiId,
    clientSecret: own ? settings.SESSION_CLIENT_SECRET : undefined,
    scope: own ? `api://${apiId}/${scope}` : `${apiId}/${scope}`,
    idleSeconds: settings.SESSION_IDLE_SECONDS,
    maxSeconds: settings.SESSION_MAX_SECONDS,
  };
}

/** Whether another registration than the API's signs in. */
function isOfItsOwn({ SESSION_CLIENT_ID: clientId, AZURE_CLIENT_ID: apiId }: Settings): boolean {
  return clientId !== undefined && clientId !== apiId;
}
