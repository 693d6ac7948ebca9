import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CATALOGUE } from '../../src/graph/catalogue/catalogue.js';
import { CONTEXT } from './image-steps.js';

const run = promisify(execFile);
const SCRIPT = join(CONTEXT, 'deploy/entra/register.sh');
const SCOPES = join(CONTEXT, 'deploy/entra/graph-scopes.txt');
const GRAPH = '00000003-0000-0000-c000-000000000000';
const least = [...new Set(CATALOGUE.flatMap(({ scopes }) => scopes.slice(0, 1)))].toSorted();

const permission = z.looseObject({ id: z.string(), value: z.string(), isEnabled: z.boolean() });
const application = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  identifierUris: z.array(z.string()),
  api: z.object({
    requestedAccessTokenVersion: z.number().nullable(),
    oauth2PermissionScopes: z.array(permission),
    knownClientApplications: z.array(z.string()),
  }),
  appRoles: z.array(permission),
  web: z.object({ redirectUris: z.array(z.string()), logoutUrl: z.string().optional() }),
  spa: z.object({ redirectUris: z.array(z.string()) }),
  optionalClaims: z.record(z.string(), z.array(z.object({ name: z.string() }))).nullable(),
  requiredResourceAccess: z.array(
    z.object({ resourceAppId: z.string(), resourceAccess: z.array(z.object({ id: z.string(), type: z.string() })) }),
  ),
});
const tenantState = z.object({
  tenantId: z.string(),
  applications: z.array(application),
  principals: z.array(z.object({ appId: z.string(), oauth2PermissionScopes: z.array(z.unknown()) })),
  federated: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  consented: z.string().optional(),
});
type TenantState = z.infer<typeof tenantState>;

describe('the list of Graph permissions', () => {
  it('is what the operations of the catalogue need at least (UPDATE_GRAPH_SCOPES=1 writes it)', () => {
    const text = `# Generated: the least delegated permission of each operation of the catalogue.\n${least.join('\n')}\n`;
    if (process.env['UPDATE_GRAPH_SCOPES'] === '1') writeFileSync(SCOPES, text);
    expect(readFileSync(SCOPES, 'utf8')).toBe(text);
  });
});

describe('the registration script', { timeout: 120_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'behalf-register-'));
    symlinkSync(join(CONTEXT, 'test/deploy/azure-cli.mjs'), join(folder, 'az'));
    const names = [...least, 'offline_access', 'openid', 'profile', 'Mail.ReadWrite.Shared'];
    const oauth2PermissionScopes = names.map((value) => ({ value, id: randomUUID() }));
    write({
      tenantId: randomUUID(),
      applications: [],
      principals: [{ appId: GRAPH, oauth2PermissionScopes }],
      federated: {},
    });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (state: TenantState): void => writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
  const state = (): TenantState => tenantState.parse(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')));
  const named = (displayName: string): z.infer<typeof application> => {
    const found = state().applications.find((each) => each.displayName === displayName);
    if (found === undefined) throw new Error(`no registration is called ${displayName}`);
    return found;
  };
  const calls = (): readonly string[] => {
    const lines = readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => z.array(z.string()).parse(JSON.parse(line)).join(' '));
  };
  const register = async (...parameters: readonly string[]): Promise<string> => {
    writeFileSync(join(folder, 'calls'), '');
    const env = {
      PATH: `${folder}:${process.env['PATH']}`,
      AZ_STATE: join(folder, 'state.json'),
      AZ_CALLS: join(folder, 'calls'),
      REGISTER_PAUSE_SECONDS: '0',
    };
    const { stdout } = await run('bash', [SCRIPT, ...parameters], { env });
    return stdout;
  };
  const FRONT_ENDS = [
    '--spa-redirect',
    'https://app.example.com',
    '--known-client',
    'aaaaaaaa-0000-4000-8000-000000000000',
  ];
  const CLUSTER = ['--federated', 'https://oidc.example.com/cluster/', 'system:serviceaccount:behalf:behalf'];
  const ADDRESSES = ['--public-url', 'https://api.example.com/', '--public-url', 'https://api.example.org'];
  const EVERYTHING = [...ADDRESSES, ...FRONT_ENDS, ...CLUSTER];

  it('registers an API that takes this project’s tokens, and says what to set', async () => {
    const said = await register(...EVERYTHING);
    expect(state().consented).toBeUndefined();
    const api = named('Behalf');
    const spa = named('Behalf front end');
    expect(api).toMatchObject({
      identifierUris: [`api://${api.appId}`],
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [{ value: 'access_as_user', type: 'User', isEnabled: true }],
      },
      appRoles: [{ value: 'Handle.Use', isEnabled: true }],
      web: { redirectUris: ['https://api.example.com/auth/callback', 'https://api.example.org/auth/callback'] },
    });
    expect(api.optionalClaims?.['accessToken']?.map(({ name }) => name)).toEqual([
      'acct',
      'login_hint',
      'sid',
      'xms_cc',
    ]);
    expect(api.api.knownClientApplications).toContain(spa.appId);
    expect(spa).toMatchObject({
      spa: { redirectUris: ['https://app.example.com'] },
      requiredResourceAccess: [
        { resourceAppId: api.appId, resourceAccess: [{ id: api.api.oauth2PermissionScopes[0]?.id, type: 'Scope' }] },
      ],
    });
    expect(state().federated[api.appId]).toMatchObject([
      { issuer: 'https://oidc.example.com/cluster/', audiences: ['api://AzureADTokenExchange'] },
    ]);
    expect(said).toContain(`AZURE_TENANT_ID=${state().tenantId}\nAZURE_CLIENT_ID=${api.appId}\n`);
    expect(state().principals.map(({ appId }) => appId)).toEqual([GRAPH, api.appId, spa.appId]);
  });

  it('asks Graph for the least scopes of the catalogue and those of signing in, and grants them when told to', async () => {
    await register('--public-url', 'https://api.example.com', '--admin-consent');
    expect(state().consented).toBe(named('Behalf').appId);
    const known = z
      .array(z.object({ value: z.string(), id: z.string() }))
      .parse(state().principals[0]?.oauth2PermissionScopes);
    const [access] = named('Behalf').requiredResourceAccess;
    expect(access?.resourceAppId).toBe(GRAPH);
    expect(access?.resourceAccess.map(({ id }) => known.find((each) => each.id === id)?.value).toSorted()).toEqual(
      [...least, 'offline_access', 'openid', 'profile'].toSorted(),
    );
  });

  it('leaves the same tenant behind the second time, with what others have added, and makes nothing', async () => {
    await register(...EVERYTHING);
    const before = state();
    const [api] = before.applications;
    if (api === undefined) throw new Error('nothing was registered');
    const added = { id: randomUUID(), value: 'Reports.Read', isEnabled: true };
    api.api.oauth2PermissionScopes.push(added);
    api.appRoles.push({ ...added, id: randomUUID(), value: 'Reports.Write' });
    api.web.redirectUris.push('https://other.example.com/back');
    api.identifierUris.push('api://reports.example.com');
    api.api.knownClientApplications.push(randomUUID());
    api.requiredResourceAccess.push({
      resourceAppId: randomUUID(),
      resourceAccess: [{ id: randomUUID(), type: 'Scope' }],
    });
    api.requiredResourceAccess[0]?.resourceAccess.push({ id: randomUUID(), type: 'Role' });
    write(before);
    await register(...EVERYTHING);
    expect(state()).toEqual(before);
    expect(calls().filter((call) => call.includes(' create '))).toEqual([]);
  });

  it('takes up a new address and a new issuer', async () => {
    await register(...EVERYTHING);
    await register(
      '--public-url',
      'https://api.example.net',
      '--federated',
      'https://oidc.example.com/new/',
      'subject',
    );
    const api = named('Behalf');
    expect(api.web.redirectUris).toHaveLength(3);
    expect(state().federated[api.appId]).toMatchObject([
      { issuer: 'https://oidc.example.com/new/', subject: 'subject' },
    ]);
  });

  it('changes nothing where two registrations have the name', async () => {
    await register('--public-url', 'https://api.example.com');
    const { applications, ...rest } = state();
    const twice = { ...rest, applications: applications.flatMap((each) => [each, { ...each, appId: randomUUID() }]) };
    write(twice);
    await expect(register('--public-url', 'https://api.example.org')).rejects.toThrow(/several registrations/);
    expect(state()).toEqual(twice);
  });

  it('changes nothing where Graph has no such permission', async () => {
    writeFileSync(join(folder, 'scopes'), 'Mail.Reed\n');
    await expect(
      register('--public-url', 'https://api.example.com', '--scopes', join(folder, 'scopes')),
    ).rejects.toThrow(/no permission Mail\.Reed/);
    expect(state().applications).toEqual([]);
  });

  it.each([
    [[], '--public-url is required'],
    [['--public-url'], 'wants a value'],
    [['--public-url', 'a"b'], 'quotes'],
    [['--what'], 'unknown'],
  ])('refuses %j', async (parameters, reason) => {
    await expect(register(...parameters)).rejects.toThrow(reason);
    expect(calls()).toEqual([]);
  });
});
