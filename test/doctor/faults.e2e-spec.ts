import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { certificate } from '../credential/certificates.js';
import { freePort } from '../helpers/free-port.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
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
afterEach(() => tenant.cloud.faults.clear());

describe('settings', () => {
  it('are told all at once, by name', async () => {
    const examination = await Examination.of({ REDIS_URL: 'nowhere' });
    expectStep(examination, 'settings', 'fail', '4 settings', /AZURE_TENANT_ID is required[^]*REDIS_URL must be/);
    expect(examination.those('skip')).toHaveLength(examination.reports.length - 1);
  });

  it('that name a file nobody can read get their cross', async () => {
    const environment = { ...settings, AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: '/nowhere.pem' };
    const examination = await Examination.of(environment);
    expectStep(examination, 'settings', 'fail', 'one setting', 'AZURE_CLIENT_CERTIFICATE_PATH names a file');
    expectStep(
      await Examination.of({ ...settings, EXTRA_CA_FILE: '/nowhere.pem' }),
      'settings',
      'fail',
      'one setting',
      'EXTRA_CA_FILE',
    );
  });

  it('with keys that are none get their cross', async () => {
    const environment = { ...settings, REDIS_URL: 'redis://localhost', TOKEN_CACHE_KEYS: 'short' };
    expectStep(await Examination.of(environment), 'settings', 'fail', 'one setting', 'TOKEN_CACHE_KEYS must be base64');
  });
});

describe('the authority', () => {
  it('that knows no such tenant gets its cross, and nothing after it is guessed', async () => {
    const examination = await Examination.of({ ...settings, AZURE_TENANT_ID: randomUUID() });
    expectStep(examination, 'discovery', 'fail', 'knows no such tenant (status 400)', 'AZURE_TENANT_ID');
    for (const step of ['clock', 'signing keys', 'credential', 'redirect addresses'])
      expectStep(examination, step, 'skip', 'needs "discovery"');
    expectStep(examination, 'Graph', 'pass', 'answers');
  });

  it('that is none gets its cross', async () => {
    const environment = { ...settings, AZURE_AUTHORITY_HOST: tenant.api.https };
    const examination = await Examination.of(environment);
    expectStep(examination, 'discovery', 'fail', 'no connection to it (ECONNREFUSED)', 'AZURE_AUTHORITY_HOST');
  });

  it('whose name does not resolve gets its cross', async () => {
    const examination = await Examination.of({ ...settings, AZURE_AUTHORITY_HOST: 'https://nowhere.invalid' });
    expectStep(examination, 'discovery', 'fail', 'its name does not resolve', 'DNS');
  });

  it('that is not trusted gets its cross', async () => {
    const examination = await Examination.of({ ...settings, EXTRA_CA_FILE: undefined });
    expectStep(examination, 'discovery', 'fail', 'its certificate is not trusted', 'EXTRA_CA_FILE');
  });

  it('that does not answer gets its cross in time', async () => {
    tenant.cloud.faults.set({ identity: { hang: true } });
    const examination = await Examination.of(settings, { limits: { identityTimeoutMs: 200 } });
    expectStep(examination, 'discovery', 'fail', 'does not answer in time', 'HTTPS_PROXY');
  });

  it('that is in trouble gets its cross', async () => {
    tenant.cloud.faults.set({ identity: { status: 503 } });
    expectStep(await Examination.of(settings), 'discovery', 'fail', 'in trouble: status 503', 'Try again');
  });
});

describe('the clock', () => {
  it.each([
    [90, 'warn', 'ahead of the authority'],
    [-90, 'warn', 'behind the authority'],
    [600, 'fail', 'ahead of the authority'],
    [-600, 'fail', 'behind the authority'],
  ] as const)('%i s off: %s', async (seconds, outcome, found) => {
    const clock = new StoppedClock();
    clock.forward(seconds);
    expectStep(await Examination.of(settings, { clock }), 'clock', outcome, found, 'NTP');
  });

  it('that is right passes', async () => {
    expectStep(await Examination.of(settings), 'clock', 'pass', / s (?:ahead of|behind) the authority/);
  });
});

describe('the credential', () => {
  it('that is wrong gets its cross, and where to make another', async () => {
    const examination = await Examination.of({ ...settings, AZURE_CLIENT_SECRET: randomBytes(16).toString('hex') });
    expectStep(examination, 'credential', 'fail', 'AADSTS7000215', 'AZURE_CLIENT_SECRET');
    expectStep(examination, 'audience and token version', 'skip', 'needs "credential"');
  });

  it('of a client nobody knows gets its cross', async () => {
    const examination = await Examination.of({ ...settings, AZURE_CLIENT_ID: randomUUID() });
    expectStep(examination, 'credential', 'fail', 'AADSTS700016', 'AZURE_CLIENT_ID');
  });

  it.each([
    [90, 'pass', 'certificate accepted', undefined],
    [10, 'warn', /^certificate accepted, ends in \d+ days$/, 'Certificates & secrets'],
    [-1, 'fail', 'the certificate has expired', 'Certificates & secrets'],
  ] as const)('that is a certificate with %i days left: %s', async (daysLeft, outcome, found, remedy) => {
    const { pem } = await certificate({ daysLeft });
    tenant.cloud.installation.writeText('api.pem', pem);
    const path = tenant.cloud.installation.path('api.pem');
    const environment = { ...settings, AZURE_CLIENT_SECRET: undefined, AZURE_CLIENT_CERTIFICATE_PATH: path };
    expectStep(await Examination.of(environment), 'credential', outcome, found, remedy);
  });

  it('of an identity endpoint that is not there gets its cross', async () => {
    const environment = {
      ...settings,
      AZURE_CLIENT_SECRET: undefined,
      AZURE_MANAGED_IDENTITY_CLIENT_ID: randomUUID(),
      AZURE_POD_IDENTITY_AUTHORITY_HOST: `http://127.0.0.1:${await freePort()}`,
    };
    expectStep(await Examination.of(environment), 'credential', 'fail', 'the endpoint does not answer');
  });
});

describe('the registration', () => {
  const changed = async (changes: Readonly<Record<string, unknown>>, environment = settings): Promise<Examination> => {
    const registration = tenant.cloud.directory.named('api');
    const before = { ...registration };
    Object.assign(registration, changes);
    try {
      return await Examination.of(environment);
    } finally {
      Object.assign(registration, before);
    }
  };

  it('whose tokens are for somebody API_AUDIENCES leaves out gets its cross', async () => {
    const examination = await Examination.of({ ...settings, API_AUDIENCES: 'api://another' });
    const { clientId } = tenant.cloud.directory.named('api');
    expectStep(examination, 'audience and token version', 'fail', `are for ${clientId}`, 'API_AUDIENCES');
  });

  it('that asks for v1.0 tokens is told how to ask for v2.0', async () => {
    const examination = await changed({ accessTokenVersion: 1 });
    expectStep(examination, 'audience and token version', 'warn', 'v1.0 tokens', 'requestedAccessTokenVersion');
    expect(examination.those('fail')).toEqual([]);
  });

  it('without an identifier address gets its cross', async () => {
    const examination = await changed({ identifierUris: [] });
    expectStep(examination, 'Application ID URI', 'fail', 'is not set (AADSTS500011)', 'Expose an API');
  });

  it('that does not list a redirect address gets its cross', async () => {
    const examination = await changed({ redirectUris: [] });
    expectStep(examination, 'redirect addresses', 'fail', 'is not registered (AADSTS50011)', 'Authentication > Web');
  });

  it('without any redirect address is told what will be missing', async () => {
    const examination = await Examination.of({ ...settings, ALLOWED_REDIRECT_URIS: undefined });
    expectStep(examination, 'redirect addresses', 'warn', 'consentUri', 'ALLOWED_REDIRECT_URIS');
  });
});

describe('Graph', () => {
  it('that is away gets its cross', async () => {
    const examination = await Examination.of({ ...settings, GRAPH_BASE_URL: `http://127.0.0.1:${await freePort()}` });
    expectStep(examination, 'Graph', 'fail', 'ECONNREFUSED', 'GRAPH_BASE_URL');
    expect(examination.those('fail')).toEqual(['Graph']);
  });

  it('that is in trouble gets its cross', async () => {
    tenant.cloud.faults.set({ graph: { status: 503 } });
    expectStep(await Examination.of(settings), 'Graph', 'fail', 'in trouble (status 503)');
  });
});
