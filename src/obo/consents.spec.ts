import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load-config.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import { Consents } from './consents.js';
import { ConsentMissing } from './obo.errors.js';

const GUID = '8f14e45f-ceea-467f-a0e6-4b4d1a3f8a11';
const TENANT = '11111111-2222-4333-8444-555555555555';
const RETURN_TO = 'https://api.contoso.example/auth/callback';
const settings = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: GUID, AZURE_CLIENT_SECRET: 'hush' };
const config = loadConfig({ ...settings, ALLOWED_REDIRECT_URIS: `${RETURN_TO},https://other.example/` });

const state: unknown = expect.stringMatching(/^consent\.[\w-]+$/);
const addressOf = (text: string | undefined): [string, Record<string, string>] => {
  const url = new URL(text ?? '');
  return [url.origin + url.pathname, Object.fromEntries(url.searchParams)];
};

const MEGAN = { tenantId: TENANT, userId: '22222222-2222-4333-8444-555555555555' };
let forgotten: unknown[];
beforeEach(() => (forgotten = []));
const consents = (from = config): Consents =>
  new Consents(from, new KeyRing([Buffer.alloc(32, 7)]), {
    forget: async (user) => void forgotten.push(user),
  });

describe('missing consent', () => {
  it('asks the user for exactly the missing scopes', () => {
    const { code, options } = consents().required(MEGAN, { scopes: ['Mail.Read'], byAdministrator: false }, undefined);
    expect([code, options.remedy, options.scopes]).toEqual(['consent_required', 'consent', ['Mail.Read']]);
    expect(options.adminConsentUri).toBeUndefined();
    expect(addressOf(options.consentUri)).toEqual([
      `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize`,
      { client_id: GUID, response_type: 'code', redirect_uri: RETURN_TO, scope: 'Mail.Read', prompt: 'consent', state },
    ]);
  });

  it.each([
    ['only an administrator can give it', { scopes: ['User.Read.All'], byAdministrator: true }, undefined],
    [
      'Entra says so',
      { scopes: ['User.Read.All'], byAdministrator: false },
      new ConsentMissing('contact_admin', undefined),
    ],
  ])('leads to an administrator where %s', (_case, missing, cause) => {
    const { options } = consents().required(MEGAN, missing, cause);
    expect([options.remedy, options.consentUri]).toEqual(['contact_admin', undefined]);
    expect(addressOf(options.adminConsentUri)).toEqual([
      `https://login.microsoftonline.com/${TENANT}/v2.0/adminconsent`,
      { client_id: GUID, redirect_uri: RETURN_TO, scope: 'User.Read.All', state },
    ]);
  });

  it('has no link where nothing may be returned to', () => {
    const { options } = consents(loadConfig(settings)).required(
      MEGAN,
      { scopes: ['Mail.Read'], byAdministrator: false },
      undefined,
    );
    expect([options.consentUri, options.adminConsentUri, options.remedy]).toEqual([undefined, undefined, 'consent']);
  });

  it('is over with the way back: the user’s tokens are forgotten, nobody else’s', async () => {
    const link = consents().required(MEGAN, { scopes: ['Mail.Read'], byAdministrator: false }, undefined);
    const given = new URL(link.options.consentUri ?? '').searchParams.get('state') ?? '';
    expect(given).not.toContain(MEGAN.userId);
    expect([consents().isOne(given), consents().isOne('a-sign-in')]).toEqual([true, false]);
    await consents().given(given);
    expect(forgotten).toEqual([MEGAN]);
    for (const other of [undefined, '', 'consent.', 'consent.abc', given.slice(8), `${given.slice(0, -4)}AAAA`])
      await consents().given(other);
    expect(forgotten).toHaveLength(1);
  });
});
