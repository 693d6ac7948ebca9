import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from './settings.js';

describe('readSettings', () => {
  it('has the documented defaults', () => {
    expect(readSettings({})).toMatchObject({
      port: 3001,
      tlsPort: 3444,
      host: 'localhost',
      apiPort: 3000,
      apiTlsPort: 3443,
      api: { http: 'http://localhost:3000', https: 'https://localhost:3443' },
      furtherOrigins: [],
      tlsHosts: [],
      configuredElsewhere: false,
    });
  });

  it('reads lists without their blanks', () => {
    const settings = readSettings({
      SANDBOX_ORIGINS: 'https://login.example, https://graph.example:444,',
      SANDBOX_TLS_HOSTS: 'login.example , ::1',
    });
    expect(settings.furtherOrigins).toEqual(['https://login.example', 'https://graph.example:444']);
    expect(settings.tlsHosts).toEqual(['login.example', '::1']);
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['SANDBOX_PORT', 'x3001'],
    ['TLS_PORT', '-1'],
    ['SANDBOX_ORIGINS', 'https://login.example/'],
    ['SANDBOX_ORIGINS', 'sign-in.test'],
    ['SANDBOX_TLS_HOSTS', 'https://login.example'],
    ['SANDBOX_TLS_HOSTS', 'a..b'],
  ])('refuses %s=%s by name, without repeating the value', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} must be`));
    expect(() => readSettings({ [name]: value })).not.toThrow(new RegExp(`${value}$`));
  });

  it('names every wrong setting at once', () => {
    expect(() => readSettings({ PORT: 'a', TLS_PORT: 'b' })).toThrow(/PORT.*\nTLS_PORT/);
  });

  it.each([
    ['AZURE_TENANT_ID', 'x'],
    ['AZURE_CLIENT_ID', 'x'],
    ['AZURE_CLIENT_SECRET', 'x'],
    ['AZURE_CLIENT_CERTIFICATE_PATH', 'x'],
    ['AZURE_FEDERATED_TOKEN_FILE', 'x'],
    ['AZURE_MANAGED_IDENTITY_CLIENT_ID', 'x'],
    ['NODE_ENV', 'production'],
  ])('keeps the embedded tenant away when %s is %s', (name, value) => {
    expect(readSettings({ [name]: value }).configuredElsewhere).toBe(true);
  });

  it('takes a variable set to nothing as unset, as a copied example file leaves it', () => {
    expect(readSettings({ AZURE_TENANT_ID: '', AZURE_CLIENT_SECRET: ' ', NODE_ENV: 'test', PORT: '' })).toMatchObject({
      configuredElsewhere: false,
      apiPort: 3000,
    });
  });
});
