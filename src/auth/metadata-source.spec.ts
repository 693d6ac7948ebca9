import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AppConfig } from '../config/app-config.js';
import { loadConfig } from '../config/load-config.js';
import { primarySource, v1Source } from './metadata-source.js';

const [HOME, OTHER] = [randomUUID(), randomUUID()];
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';
const ENTRA = 'https://login.microsoftonline.com';

const identity = (environment: Record<string, string> = {}): AppConfig['identity'] =>
  loadConfig({
    AZURE_TENANT_ID: HOME,
    AZURE_CLIENT_ID: randomUUID(),
    AZURE_CLIENT_SECRET: 'of no use here',
    ...environment,
  }).identity;
const many = (entrance: string, tenants: string): AppConfig['identity'] =>
  identity({ AZURE_TENANT_ID: entrance, ALLOWED_TENANTS: tenants });
const ciam = identity({ AZURE_AUTHORITY_HOST: 'https://contoso.ciamlogin.com', AZURE_TENANT_ID: 'contoso.example' });
const b2c = identity({
  AZURE_AUTHORITY_HOST: 'https://contoso.b2clogin.com',
  AZURE_TENANT_ID: 'contoso.example',
  AZURE_B2C_POLICY: 'B2C_1_x',
});

describe('where keys and issuer are published', () => {
  it('is at the entrance of all who may call', () => {
    expect(primarySource(identity()).address).toBe(`${ENTRA}/${HOME}/v2.0/.well-known/openid-configuration`);
    expect(primarySource(many(HOME, OTHER)).address).toBe(
      `${ENTRA}/organizations/v2.0/.well-known/openid-configuration`,
    );
    expect(v1Source(identity()).address).toBe(`${ENTRA}/${HOME}/.well-known/openid-configuration`);
    expect(primarySource(b2c).address).toBe(
      'https://contoso.b2clogin.com/contoso.example/B2C_1_x/v2.0/.well-known/openid-configuration',
    );
  });

  it('may be on both hosts of a CIAM tenant', () => {
    expect(primarySource(ciam).keyOrigins).toEqual([
      'https://contoso.ciamlogin.com',
      'https://{tenantid}.ciamlogin.com',
    ]);
  });
});

describe('the tenant of an issuer', () => {
  it.each<[string, AppConfig['identity'], string, string]>([
    ['the one tenant', identity(), `${ENTRA}/${HOME}/v2.0`, HOME],
    ['a domain’s', identity({ AZURE_TENANT_ID: 'contoso.example' }), `${ENTRA}/${OTHER}/v2.0`, OTHER],
    ['many', many('organizations', HOME), `${ENTRA}/{tenantid}/v2.0`, '{tenantid}'],
    ['a list’s', many(HOME, OTHER), `${ENTRA}/{tenantid}/v2.0`, '{tenantid}'],
    ['personal accounts', many('consumers', PERSONAL), `${ENTRA}/${PERSONAL}/v2.0`, PERSONAL],
    ['CIAM', ciam, `https://${HOME}.ciamlogin.com/${HOME}/v2.0`, HOME],
    ['B2C', b2c, `https://contoso.b2clogin.com/${HOME}/v2.0/`, HOME],
    ['B2C with its policy', b2c, `https://contoso.b2clogin.com/tfp/${HOME}/b2c_1_x/v2.0/`, HOME],
  ])('is read for %s', (_what, config, issuer, tenant) => {
    expect(primarySource(config).tenantOf(issuer)).toBe(tenant);
  });

  it.each<[string, AppConfig['identity'], string]>([
    ['another tenant', identity(), `${ENTRA}/${OTHER}/v2.0`],
    ['the template for one tenant', identity(), `${ENTRA}/{tenantid}/v2.0`],
    ['the template for a domain', identity({ AZURE_TENANT_ID: 'contoso.example' }), `${ENTRA}/{tenantid}/v2.0`],
    ['one tenant for many', many('common', HOME), `${ENTRA}/${HOME}/v2.0`],
    ['an organization for consumers', many('consumers', PERSONAL), `${ENTRA}/${HOME}/v2.0`],
    ['another host', identity(), `https://login.microsoftonline.us/${HOME}/v2.0`],
    ['a longer path', identity(), `${ENTRA}/x/${HOME}/v2.0`],
    ['a slash at the end', identity(), `${ENTRA}/${HOME}/v2.0/`],
    ['v1', identity(), `https://sts.windows.net/${HOME}/`],
    ['the name’s host at CIAM', ciam, `https://contoso.ciamlogin.com/${HOME}/v2.0`],
    ['another tenant’s host at CIAM', ciam, `https://${OTHER}.ciamlogin.com/${HOME}/v2.0`],
    ['another host at B2C', b2c, `https://fabrikam.b2clogin.com/${HOME}/v2.0/`],
    ['Entra’s issuer at B2C', b2c, `https://contoso.b2clogin.com/${HOME}/v2.0`],
    ['a host that begins alike', b2c, `https://contoso.b2clogin.com.evil.example/${HOME}/v2.0/`],
    ['nothing', identity(), ''],
  ])('is not read out of %s', (_what, config, issuer) => {
    expect(primarySource(config).tenantOf(issuer)).toBeUndefined();
  });

  it('is of any host in v1 issuers, and of the tenant asked', () => {
    expect(v1Source(identity()).tenantOf(`https://sts.windows.net/${HOME}/`)).toBe(HOME);
    expect(v1Source(many('common', HOME)).tenantOf('https://sts.windows.net/{tenantid}/')).toBe('{tenantid}');
    for (const issuer of [
      `https://sts.windows.net/${OTHER}/`,
      'https://sts.windows.net/{tenantid}/',
      `http://sts.windows.net/${HOME}/`,
      `https://sts.windows.net/${HOME}`,
      `${ENTRA}/${HOME}/v2.0`,
      `https://sts.windows.net/x/${HOME}/`,
    ])
      expect(v1Source(identity()).tenantOf(issuer)).toBeUndefined();
  });
});
