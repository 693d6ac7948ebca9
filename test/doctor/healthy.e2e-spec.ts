import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_APP_ID } from '../../src/sandbox/directory/types.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { Environment } from './examination.js';
import { Examination, expectStep, settingsOf } from './examination.js';

let tenant: TestTenant;
let settings: Environment;
beforeAll(async () => {
  tenant = await startTestTenant();
  settings = settingsOf(tenant);
});
afterAll(() => tenant.close());
afterEach(() => tenant.cloud.directory.reset());

const tokenOf = (user: string, claims: Record<string, unknown> = {}): Promise<string> =>
  tenant.identity.mintApiToken({ user: tenant.user(user), claims });

describe('a right configuration', () => {
  it('passes every step that takes no user', async () => {
    const examination = await Examination.of(settings);
    expect(examination.those('fail')).toEqual([]);
    expect(examination.those('warn')).toEqual([]);
    expect(examination.those('pass')).toEqual([
      'settings',
      'discovery',
      'clock',
      'signing keys',
      'credential',
      'audience and token version',
      'Application ID URI',
      'redirect addresses',
      'Graph',
    ]);
    expectStep(examination, 'audience and token version', 'pass', 'v2.0 tokens for');
  });

  it('says what to bring for the steps that take a user', async () => {
    const examination = await Examination.of(settings);
    expectStep(examination, 'token of a user', 'skip', 'none given', '--token');
    expectStep(examination, 'scope exposed', 'skip', 'signed-in user', 'DOCTOR_TOKEN');
    expectStep(examination, 'exchange', 'skip', 'needs "token of a user"');
  });

  it('passes with a user’s token, down to the consent for every operation', async () => {
    const examination = await Examination.of(settings, { userToken: await tokenOf('megan@contoso.example') });
    expect(examination.those('fail')).toEqual([]);
    expectStep(examination, 'token of a user', 'pass', 'of a work account');
    expectStep(examination, 'scope exposed', 'pass', 'access_as_user');
    expectStep(examination, 'exchange', 'pass', 'a Graph token with');
    expectStep(examination, 'consent for the catalogue', 'pass', 'all');
  });

  it('names the operations nobody has consented to, and the scopes they want', async () => {
    const registration = tenant.cloud.directory.named('api');
    const { adminConsent } = registration;
    Object.assign(registration, { adminConsent: { [GRAPH_APP_ID]: ['User.Read', 'Mail.Read'] } });
    try {
      const examination = await Examination.of(settings, { userToken: await tokenOf('megan@contoso.example') });
      expect(examination.those('fail')).toEqual([]);
      const name = 'consent for the catalogue';
      expectStep(
        examination,
        name,
        'warn',
        'will answer consent_required',
        /^Calendars\.Read: calendar\.events\.list/m,
      );
      expectStep(examination, name, 'warn', / of \d+ operations/, /\(by an administrator\): /);
      const remedy = examination.reports.find((report) => report.name === name)?.remedy;
      expect(remedy).not.toMatch(/\bme\.get\b|^Mail\.Read:/m);
    } finally {
      Object.assign(registration, { adminConsent });
    }
  });

  it('serves several tenants', async () => {
    const { tenantId } = tenant.cloud.directory.named('api');
    const environment = { ...settings, AZURE_TENANT_ID: 'organizations', ALLOWED_TENANTS: tenantId };
    const examination = await Examination.of(environment, { userToken: await tokenOf('megan@contoso.example') });
    expect(examination.those('fail')).toEqual([]);
    expectStep(examination, 'credential', 'pass', 'secret accepted');
    expectStep(examination, 'exchange', 'pass', 'a Graph token');
  });
});

describe('a user’s token', () => {
  it.each([
    ['another audience', { aud: 'api://somebody-else' }, '401 invalid_token: audience', 'API_AUDIENCES'],
    ['another issuer', { iss: 'https://login.example/v2.0' }, '401 invalid_token: issuer', 'AZURE_TENANT_ID'],
    ['no delegated scope of ours', { scp: 'other' }, '403 insufficient_scope', 'Expose an API'],
    ['a time that is over', { iat: 1, nbf: 1, exp: 3601 }, '401 invalid_token: times', 'fresh token'],
  ])('with %s gets its cross', async (_kind, claims, found, remedy) => {
    const examination = await Examination.of(settings, { userToken: await tokenOf('megan@contoso.example', claims) });
    expectStep(examination, 'token of a user', 'fail', found, remedy);
    expectStep(examination, 'exchange', 'skip', 'needs "token of a user"');
  });

  it('that is no token at all gets its cross', async () => {
    const examination = await Examination.of(settings, { userToken: 'not\na token' });
    expectStep(examination, 'token of a user', 'fail', '400 invalid_request');
  });

  it('of an application gets its cross', async () => {
    const claims = { scp: null, idtyp: 'app' };
    const examination = await Examination.of(settings, { userToken: await tokenOf('megan@contoso.example', claims) });
    expectStep(examination, 'token of a user', 'fail', '403 user_token_required');
  });

  it('of a user without consent shows it at the exchange', async () => {
    const examination = await Examination.of(settings, { userToken: await tokenOf('carla@contoso.example') });
    expectStep(examination, 'exchange', 'fail', 'AADSTS65001', 'API permissions');
    expectStep(examination, 'consent for the catalogue', 'skip', 'needs "exchange"');
  });

  it('of a user who must satisfy a policy is no fault of the set-up', async () => {
    const examination = await Examination.of(settings, { userToken: await tokenOf('mika@contoso.example') });
    expect(examination.those('fail')).toEqual([]);
    expectStep(examination, 'exchange', 'warn', 'AADSTS50076');
  });
});
