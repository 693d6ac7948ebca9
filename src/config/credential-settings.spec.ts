import { describe, expect, it } from 'vitest';
import { ConfigurationError, loadConfig } from './load-config.js';

const GUID = '8f14e45f-ceea-467f-a0e6-4b4d1a3f8a11';
const registration = { AZURE_TENANT_ID: GUID, AZURE_CLIENT_ID: GUID };
const ways = {
  AZURE_FEDERATED_TOKEN_FILE: '/run/token',
  AZURE_CLIENT_CERTIFICATE_PATH: '/run/certificate.pem',
  AZURE_MANAGED_IDENTITY_CLIENT_ID: GUID,
  AZURE_CLIENT_SECRET: 'hush-hush',
};

function credentialOf(environment: Record<string, string>): unknown {
  return loadConfig({ ...registration, ...environment }).identity.credential;
}

describe('the credential', () => {
  it('is the first that is set, in the order of the Azure SDKs’ settings', () => {
    const left: Record<string, string> = { ...ways };
    const kinds = Object.keys(ways).map((name) => {
      const { identity } = loadConfig({ ...registration, ...left });
      delete left[name];
      return identity.credential.kind;
    });
    expect(kinds).toEqual(['federated_token_file', 'certificate', 'managed_identity', 'secret']);
  });

  it('skips a way that is set to nothing', () => {
    expect(credentialOf({ ...ways, AZURE_FEDERATED_TOKEN_FILE: '' })).toMatchObject({ kind: 'certificate' });
  });

  it('of a certificate knows password and chain', () => {
    expect(credentialOf({ AZURE_CLIENT_CERTIFICATE_PATH: 'a.pem' })).toEqual({
      kind: 'certificate',
      path: 'a.pem',
      password: undefined,
      sendChain: false,
    });
    const more = { AZURE_CLIENT_CERTIFICATE_PASSWORD: 'open', AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: 'true' };
    expect(credentialOf({ AZURE_CLIENT_CERTIFICATE_PATH: 'a.pem', ...more })).toMatchObject({
      password: 'open',
      sendChain: true,
    });
  });

  it('of a managed identity comes from the metadata service, or from App Service where it says so', () => {
    const managed = { AZURE_MANAGED_IDENTITY_CLIENT_ID: GUID };
    expect(credentialOf(managed)).toMatchObject({
      clientId: GUID,
      resource: 'api://AzureADTokenExchange',
      endpoint: { kind: 'imds', origin: 'http://169.254.169.254' },
    });
    const elsewhere = { ...managed, AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://127.0.0.1:8080/' };
    expect(credentialOf(elsewhere)).toMatchObject({ endpoint: { kind: 'imds', origin: 'http://127.0.0.1:8080' } });
    const appService = { ...elsewhere, IDENTITY_ENDPOINT: 'http://127.0.0.1:41000/msi/token', IDENTITY_HEADER: 'word' };
    expect(credentialOf(appService)).toMatchObject({
      endpoint: { kind: 'app_service', url: 'http://127.0.0.1:41000/msi/token', header: 'word' },
    });
  });

  it.each([
    ['https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
    ['https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
  ])('of a managed identity is for the token exchange of %s', (authority, resource) => {
    const managed = { AZURE_MANAGED_IDENTITY_CLIENT_ID: GUID, AZURE_AUTHORITY_HOST: authority };
    expect(credentialOf(managed)).toMatchObject({ resource });
  });

  it.each([
    ['AZURE_CLIENT_SECRET', {}],
    ['AZURE_CLIENT_SECRET', { AZURE_CLIENT_CERTIFICATE_PASSWORD: 'open' }],
    ['AZURE_MANAGED_IDENTITY_CLIENT_ID', { AZURE_MANAGED_IDENTITY_CLIENT_ID: 'this machine' }],
    ['IDENTITY_HEADER', { AZURE_MANAGED_IDENTITY_CLIENT_ID: GUID, IDENTITY_ENDPOINT: 'http://127.0.0.1:41000' }],
    ['IDENTITY_ENDPOINT', { ...ways, IDENTITY_ENDPOINT: 'msi/token' }],
    ['IDENTITY_HEADER', { ...ways, IDENTITY_HEADER: 'two\r\nlines' }],
    ['AZURE_CLIENT_SEND_CERTIFICATE_CHAIN', { ...ways, AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: 'maybe' }],
  ])('names %s where it is missing or wrong', (name, environment) => {
    let problems: readonly { name: string }[] = [];
    try {
      credentialOf(environment);
    } catch (error) {
      problems = error instanceof ConfigurationError ? error.problems : [];
    }
    expect(problems.map((problem) => problem.name)).toEqual([name]);
  });
});

describe('the proxy', () => {
  const proxyOf = (environment: Record<string, string>): unknown =>
    loadConfig({ ...registration, AZURE_CLIENT_SECRET: 'hush-hush', ...environment }).proxy;

  it('is off unless set, whatever NO_PROXY says', () => {
    expect(proxyOf({ NO_PROXY: 'localhost' })).toBeUndefined();
  });

  it('is set in upper case or, first, in lower case', () => {
    expect(proxyOf({ HTTPS_PROXY: 'http://upper.example', NO_PROXY: 'a.example' })).toMatchObject({
      server: { origin: 'http://upper.example' },
      exemptions: 'a.example',
    });
    const both = { HTTPS_PROXY: 'http://upper.example', https_proxy: 'http://lower.example', no_proxy: 'b.example' };
    expect(proxyOf(both)).toMatchObject({ server: { origin: 'http://lower.example' }, exemptions: 'b.example' });
  });

  it('is refused where it is no proxy address, without its credentials in the message', () => {
    const word = ['let', 'me', 'through'].join('-');
    const attempt = (): unknown => proxyOf({ HTTPS_PROXY: `socks5://jo:${word}@proxy.example` });
    expect(attempt).toThrow('HTTPS_PROXY must be the address of an http or https proxy');
    expect(attempt).not.toThrow(word);
  });
});
