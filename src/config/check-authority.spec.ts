import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AppConfig } from './app-config.js';
import { ConfigurationError, loadConfig } from './load-config.js';

const [HOME, OTHER] = [randomUUID(), randomUUID()];
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';
const CIAM = 'https://contoso.ciamlogin.com';
const B2C = 'https://contoso.b2clogin.com';
const least = { AZURE_TENANT_ID: HOME, AZURE_CLIENT_ID: randomUUID(), AZURE_CLIENT_SECRET: 'of no use here' };

const load = (environment: Record<string, string>): AppConfig => loadConfig({ ...least, ...environment });
const problems = (environment: Record<string, string>): readonly string[] => {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
};

describe('whose accounts may call', () => {
  it('is everybody of the one tenant, through any application, unless settings say otherwise', () => {
    expect(load({}).identity).toMatchObject({
      entrance: HOME,
      allowedTenants: [],
      allowedClients: [],
      allowGuests: true,
      b2cPolicy: undefined,
      issuerOrigin: 'https://login.microsoftonline.com',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['organizations', { ALLOWED_TENANTS: `${HOME},${OTHER}` }],
    ['common', { ALLOWED_TENANTS: `${HOME},${PERSONAL}` }],
    ['organizations', { AZURE_TENANT_ID: 'Organizations', ALLOWED_TENANTS: OTHER }],
    ['common', { AZURE_TENANT_ID: 'common', ALLOWED_TENANTS: OTHER }],
    ['consumers', { AZURE_TENANT_ID: 'consumers', ALLOWED_TENANTS: PERSONAL }],
    ['contoso.example', { AZURE_TENANT_ID: 'contoso.example' }],
    ['contoso.example/B2C_1_x', { AZURE_TENANT_ID: 'contoso.example', AZURE_B2C_POLICY: 'B2C_1_x' }],
    [HOME, { AZURE_AUTHORITY_HOST: CIAM }],
  ])('comes in at %s by %j', (entrance, environment) => {
    expect(load(environment).identity.entrance).toBe(entrance);
  });

  it('reads GUIDs in any case', () => {
    const { allowedTenants, allowedClients } = load({
      ALLOWED_TENANTS: ` ${HOME.toUpperCase()} , ${OTHER}`,
      ALLOWED_CLIENTS: OTHER.toUpperCase(),
      ALLOW_GUESTS: 'off',
    }).identity;
    expect([allowedTenants, allowedClients]).toEqual([[HOME, OTHER], [OTHER]]);
  });

  it.each<[string, Record<string, string>]>([
    ['AZURE_TENANT_ID', { AZURE_TENANT_ID: 'common' }],
    ['AZURE_TENANT_ID', { AZURE_TENANT_ID: 'organizations' }],
    ['AZURE_TENANT_ID', { AZURE_TENANT_ID: 'consumers' }],
    ['ALLOWED_TENANTS', { AZURE_TENANT_ID: 'common', ALLOWED_TENANTS: ',' }],
    ['AZURE_TENANT_ID', { AZURE_TENANT_ID: 'everybody', ALLOWED_TENANTS: HOME }],
    ['ALLOWED_TENANTS', { ALLOWED_TENANTS: 'contoso.example' }],
    ['ALLOWED_TENANTS', { ALLOWED_TENANTS: '*' }],
    ['ALLOWED_TENANTS', { AZURE_TENANT_ID: 'organizations', ALLOWED_TENANTS: `${HOME},${PERSONAL}` }],
    ['ALLOWED_TENANTS', { AZURE_TENANT_ID: 'consumers', ALLOWED_TENANTS: `${HOME},${PERSONAL}` }],
    ['ALLOWED_CLIENTS', { ALLOWED_CLIENTS: 'spa' }],
    ['ALLOW_GUESTS', { ALLOW_GUESTS: 'no' }],
    ['AZURE_B2C_POLICY', { AZURE_B2C_POLICY: '../B2C_1_x' }],
    ['AZURE_B2C_POLICY', { AZURE_AUTHORITY_HOST: B2C }],
    ['AZURE_TENANT_ID', { AZURE_AUTHORITY_HOST: CIAM, AZURE_TENANT_ID: 'organizations' }],
    ['ALLOWED_TENANTS', { AZURE_AUTHORITY_HOST: CIAM, ALLOWED_TENANTS: HOME }],
    ['ALLOWED_TENANTS', { AZURE_AUTHORITY_HOST: B2C, AZURE_B2C_POLICY: 'B2C_1_x', ALLOWED_TENANTS: HOME }],
    ['AZURE_TENANT_ID', { AZURE_AUTHORITY_HOST: B2C, AZURE_B2C_POLICY: 'B2C_1_x', AZURE_TENANT_ID: 'common' }],
  ])('is refused with %s at fault: %j', (name, environment) => {
    expect(problems(environment)).toEqual([name]);
  });
});

describe('the Graph of an authority', () => {
  it.each([
    ['https://login.microsoftonline.com', 'https://graph.microsoft.com'],
    ['https://login.microsoftonline.us', 'https://graph.microsoft.us'],
    ['https://login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn'],
    [CIAM, 'https://graph.microsoft.com'],
  ])('of %s is %s', (authority, graph) => {
    expect(load({ AZURE_AUTHORITY_HOST: authority }).graph).toMatchObject({
      baseUrl: graph,
      scopes: [`${graph}/.default`],
    });
  });

  it('is of no matter where accounts are B2C’s, on a domain of one’s own too', () => {
    for (const authority of [B2C, 'https://login.contoso.example'])
      expect(problems({ AZURE_AUTHORITY_HOST: authority, AZURE_B2C_POLICY: 'B2C_1_x' })).toEqual([]);
  });

  it.each([
    [CIAM, 'https://graph.microsoft.us'],
    [CIAM, 'https://graph.example'],
    ['https://login.microsoftonline.us', 'https://microsoftgraph.chinacloudapi.cn'],
    ['https://contoso.ciamlogin.example', 'https://graph.microsoft.com'],
    ['https://contoso.ciamlogin.com.evil.example', 'https://graph.microsoft.com'],
    ['https://a.b.ciamlogin.com', 'https://graph.microsoft.com'],
  ])('of %s is not %s', (authority, graph) => {
    expect(problems({ AZURE_AUTHORITY_HOST: authority, GRAPH_BASE_URL: graph })).toEqual(['GRAPH_BASE_URL']);
  });
});
