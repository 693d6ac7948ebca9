import { describe, expect, it } from 'vitest';
import { ConfigurationError, loadConfig } from './load-config.js';

const API = '8f14e45f-ceea-467f-a0e6-4b4d1a3f8a11';
const WEB = '11111111-2222-4333-8444-555555555555';
const least = { AZURE_TENANT_ID: API, AZURE_CLIENT_ID: API, AZURE_CLIENT_SECRET: 'hush', SESSION: 'on' };

const problemsWith = (settings: Record<string, string>): readonly string[] => {
  try {
    loadConfig({ ...least, ...settings });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ name }) => name);
  }
};

describe('browser sign-in', () => {
  it('is off by default, whatever else is set', () => {
    expect(loadConfig({ ...least, SESSION: '', SESSION_CLIENT_ID: WEB }).session).toBeUndefined();
  });

  it('is by the registration of the API, which names itself by its GUID', () => {
    expect(loadConfig(least).session).toEqual({
      clientId: API,
      clientSecret: undefined,
      scope: `${API}/access_as_user`,
      idleSeconds: 3_600,
      maxSeconds: 43_200,
    });
    expect(loadConfig({ ...least, SESSION_CLIENT_ID: API.toUpperCase() }).session).toEqual(loadConfig(least).session);
  });

  it('is by another registration, which names the API by its identifier', () => {
    const session = { SESSION_CLIENT_ID: WEB, SESSION_CLIENT_SECRET: 'hush', API_SCOPE: 'use' };
    expect(loadConfig({ ...least, ...session }).session).toMatchObject({
      clientId: WEB,
      clientSecret: 'hush',
      scope: `api://${API}/use`,
    });
  });

  it.each([
    ['another registration without a secret', { SESSION_CLIENT_ID: WEB }, ['SESSION_CLIENT_SECRET']],
    ['a secret of nobody’s', { SESSION_CLIENT_SECRET: 'hush' }, ['SESSION_CLIENT_ID']],
    ['a second secret of the API’s', { SESSION_CLIENT_ID: API, SESSION_CLIENT_SECRET: 'x' }, ['SESSION_CLIENT_ID']],
    [
      'a cookie that travels in the open',
      { PUBLIC_URLS: 'http://localhost:3000,http://api.contoso.example' },
      ['PUBLIC_URLS'],
    ],
    ['applications that may call without it', { ALLOWED_CLIENTS: WEB }, ['ALLOWED_CLIENTS']],
    [
      'accounts without Graph',
      { AZURE_AUTHORITY_HOST: 'https://contoso.b2clogin.com', AZURE_B2C_POLICY: 'b2c_1_in' },
      ['SESSION'],
    ],
    [
      'no time at all',
      { SESSION_IDLE_SECONDS: '0', SESSION_MAX_SECONDS: '1.5' },
      ['SESSION_IDLE_SECONDS', 'SESSION_MAX_SECONDS'],
    ],
  ])('refuses %s', (_what, settings, names) => {
    expect(problemsWith(settings)).toEqual(names);
  });

  it('takes applications that may call with it', () => {
    expect(problemsWith({ ALLOWED_CLIENTS: `${WEB},${API}` })).toEqual([]);
  });
});
