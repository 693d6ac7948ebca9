import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProxyExemptions } from '../../src/common/outbound/proxy.js';
import { loadConfig } from '../../src/config/load-config.js';
import { apiEnvironment } from '../../src/sandbox/launcher/api-environment.js';
import type { TenantDescription } from '../../src/sandbox/launcher/tenant-description.js';

const clientId = randomUUID();
const application = { clientId, redirectUris: [] };
const tenant: TenantDescription = {
  origins: { http: 'http://localhost:3001', https: 'https://localhost:3444', ca: 'ca.pem' },
  api: {
    url: 'http://localhost:3000',
    https: 'https://localhost:3443',
    clientId,
    tenantId: randomUUID(),
    scope: 'access_as_user',
  },
  applications: [
    { name: 'api', secret: randomUUID(), ...application },
    { name: 'spa', ...application },
  ],
  users: [],
};

describe('the API before the embedded tenant, on a machine behind a proxy', () => {
  it.each([
    ['in upper case', { HTTPS_PROXY: 'http://proxy.example', NO_PROXY: '.corp.example' }],
    ['in lower case', { https_proxy: 'http://proxy.example', no_proxy: '.corp.example' }],
    [
      'in upper case beside an empty one',
      { HTTPS_PROXY: 'http://proxy.example', NO_PROXY: '.corp.example', no_proxy: '' },
    ],
    ['in both', { HTTPS_PROXY: 'http://proxy.example', NO_PROXY: 'a.example', no_proxy: '.corp.example' }],
  ])('reaches it directly, with what is exempt set %s', (_case, inherited) => {
    const { proxy } = loadConfig(apiEnvironment(inherited, tenant));
    const exemptions = new ProxyExemptions(proxy?.exemptions);
    expect(proxy?.server.origin).toBe('http://proxy.example');
    expect(exemptions.covers('localhost', '3444')).toBe(true);
    expect(exemptions.covers('www.corp.example', '443')).toBe(true);
    expect(exemptions.covers('graph.microsoft.com', '443')).toBe(false);
  });
});
