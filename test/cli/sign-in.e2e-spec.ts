import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startTestSystem } from '../helpers/api.js';
import type { TestSystem } from '../helpers/api.js';
import { lacks, starts } from '../helpers/requires.js';
import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { runClient } from '../clients/client-process.js';
import { accessToken, claims, wishesFor } from '../clients/wishes.js';
import type { CliUnderTest, Ending, Run } from './command.js';
import { cliUnderTest, signingInByBrowser, signingInByCode } from './command.js';
import { QUARTER_HOUR_AT_SIGUSR2 } from './quarter-hour.js';

// Entra draws a lifetime between 60 and 90 minutes for each token; in order here, so that renewed later means ends later.
const { randomInt } = crypto;
let issued = 0;
function growingLifetimes(...bounds: readonly [number] | readonly [number, number]): number {
  if (bounds[0] === 3600 && bounds[1] === 5401) return 3600 + 10 * ++issued;
  return bounds[1] === undefined ? randomInt(bounds[0]) : randomInt(bounds[0], bounds[1]);
}

const MEGAN = 'megan@contoso.example';
const PATIENT = 240_000;
const PYTHON = '/usr/bin/python3';
const HAS_MSAL = starts(PYTHON, '--version') && spawnSync(PYTHON, ['-c', 'import msal']).status === 0;

const description = z.object({
  account: z.string().optional(),
  audience: z.string(),
  scopes: z.array(z.string()),
  expiresOn: z.iso.datetime(),
  source: z.enum(['cache', 'refreshed', 'new']),
});
const failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string(), details: z.looseObject({}).optional() }),
});

function described({ output, errors }: Ending): z.infer<typeof description> {
  if (output === '') throw new Error(errors);
  return description.parse(JSON.parse(output));
}

function failed({ errors, output }: Ending): z.infer<typeof failure>['error'] {
  expect(output).toBe('');
  return failure.parse(JSON.parse(errors.trim().split('\n').at(-1) ?? '')).error;
}

describe('behalf signs in', () => {
  let system: TestSystem;
  let cli: CliUnderTest;
  const grants = (): readonly (string | undefined)[] =>
    system.tenant.cloud.journal.entries.flatMap(({ grant }) => (grant === undefined ? [] : [grant]));
  /** How far the tenant's clock is ahead of this machine's, in seconds. */
  let ahead = 0;
  beforeAll(async () => {
    Object.assign(crypto, { randomInt: growingLifetimes });
    syncBuiltinESMExports();
    system = await startTestSystem({ clock: { now: () => Date.now() + ahead * 1000 } });
    cli = cliUnderTest(system.tenant);
  });
  beforeEach(() => {
    ahead = 0;
    rmSync(join(cli.folder, 'state'), { recursive: true, force: true });
    system.tenant.cloud.journal.clear();
  });
  afterAll(async () => {
    Object.assign(crypto, { randomInt });
    syncBuiltinESMExports();
    cli.close();
    await system.close();
  });

  it(
    'by a code once; then from the cache with the same end, in a process of its own; forced, with a later one',
    { timeout: PATIENT },
    async () => {
      const first = described(await cli.run(['login', '--json'], { onLine: signingInByCode(system.tenant, MEGAN) }));
      expect(first).toMatchObject({ account: MEGAN, source: 'new' });
      const second = await cli.run(['login', '--json']);
      expect(second.errors).not.toContain('deviceCode');
      expect(described(second)).toMatchObject({ account: MEGAN, source: 'cache', expiresOn: first.expiresOn });
      const token = described(await cli.run(['token', '--json']));
      expect(token).toMatchObject({ source: 'cache', expiresOn: first.expiresOn });
      const forced = described(await cli.run(['refresh', '--force', '--json']));
      expect(forced.source).toBe('refreshed');
      expect(Date.parse(forced.expiresOn)).toBeGreaterThan(Date.parse(first.expiresOn));
      expect(described(await cli.run(['token', '--json']))).toMatchObject({
        source: 'cache',
        expiresOn: forced.expiresOn,
      });
    },
  );

  it('by the browser of the machine, with code and proof key', { timeout: PATIENT }, async () => {
    const onLine = signingInByBrowser(system.tenant, MEGAN);
    const ending = await cli.run(['login', '--browser', '--no-open', '--json'], { onLine });
    expect(ending.errors).toMatch(/code_challenge_method=S256/);
    expect(described(ending)).toMatchObject({ account: MEGAN, source: 'new' });
    expect(grants()).toContain('authorization_code');
  });

  it('with a password from standard input, and warns', { timeout: PATIENT }, async () => {
    const ending = await cli.signIn(MEGAN);
    expect(ending.status).toBe(0);
    expect(ending.errors).toMatch(/Microsoft advises against/);
    expect(ending.output).toMatch(/^Account {3}megan@contoso\.example$/m);
    expect(ending.output).toMatch(/^Ends {6}.*\d\d:\d\d:\d\d (?:CES?T|GMT\+[12]) \(in (?:1 h|59 min).*\)$/m);
    expect(grants()).toContain('password');
    expect(ending.output + ending.errors).not.toContain(system.tenant.user(MEGAN).password);
  });

  it('as an application by secret and by certificate, for Graph and for this API', { timeout: PATIENT }, async () => {
    const daemon = system.tenant.cloud.directory.named('daemon');
    const app = ['login', '--app', '--client-id', daemon.clientId, '--json'];
    const environment = { BEHALF_CLIENT_SECRET: daemon.secret };
    const bySecret = described(await cli.run([...app, '--resource', 'graph'], { environment }));
    expect(bySecret).toMatchObject({ scopes: ['User.Read.All', 'Group.Read.All'], source: 'new' });
    expect(described(await cli.run(['token', '--json']))).toMatchObject({
      source: 'cache',
      expiresOn: bySecret.expiresOn,
    });
    const byCertificate = ['--certificate', daemon.certificatePath ?? '', '--profile', 'certificate'];
    const forApi = described(await cli.run([...app, ...byCertificate, '--resource', 'api']));
    expect(forApi).toMatchObject({
      scopes: ['Handle.Use'],
      audience: system.tenant.cloud.directory.named('api').clientId,
    });
    const wrong = await cli.run([...app, '--force', '--resource', 'graph'], {
      environment: { BEHALF_CLIENT_SECRET: 'guess' },
    });
    expect(failed(wrong)).toMatchObject({ code: 'invalid_client', message: expect.stringContaining('AADSTS7000215') });
  });

  it('from a parameters file as Microsoft’s samples have it', { timeout: PATIENT }, async () => {
    const daemon = system.tenant.cloud.directory.named('daemon');
    const parameters = {
      authority: `${system.tenant.origins.https}/${daemon.tenantId}`,
      client_id: daemon.clientId,
      scope: ['https://graph.microsoft.com/.default'],
      secret: daemon.secret,
      endpoint: `${system.tenant.origins.http}/v1.0/users?$top=2&$select=displayName`,
    };
    const file = join(cli.folder, 'parameters.json');
    writeFileSync(file, JSON.stringify(parameters));
    const environment = { BEHALF_SANDBOX_URL: undefined, EXTRA_CA_FILE: system.tenant.caPath, BEHALF_CONFIG: file };
    expect(described(await cli.run(['login', '--app', '--json'], { environment })).scopes).toContain('User.Read.All');
    const got = await cli.run(['get'], { environment });
    expect(JSON.parse(got.output)).toMatchObject({ value: [{ displayName: 'Megan Bowen' }, {}] });
  });

  it('silently with and without what Entra said', { timeout: PATIENT }, async () => {
    expect(failed(await cli.run(['token', '--silent', '--json']))).toMatchObject({ code: 'sign_in_required' });
    await cli.signIn(MEGAN);
    system.tenant.cloud.directory.change(system.tenant.user(MEGAN), { tokensValidFrom: Date.now() + 1000 });
    const plain = await cli.run(['refresh', '--force']);
    expect(plain).toMatchObject({
      status: 1,
      output: '',
      errors: expect.stringMatching(/^✗ The sign-in has been revoked\. \(AADSTS50173\)\n {2}Sign in/),
    });
    expect(plain.errors).not.toMatch(/trace/i);
    const detailed = await cli.run(['refresh', '--force', '-v']);
    expect(detailed.errors).toMatch(/traceId: .*/);
    system.tenant.cloud.directory.reset();
  });

  it('lists accounts, takes the one named, and forgets', { timeout: PATIENT }, async () => {
    await cli.signIn(MEGAN);
    expect((await cli.signIn('adele@contoso.example')).status).toBe(0);
    const list = await cli.run(['accounts']);
    expect(list.output).toMatch(/^\* {2}adele@contoso\.example/m);
    expect(list.output).toMatch(/^ {3}megan@contoso\.example/m);
    expect(described(await cli.run(['token', '--account', MEGAN, '--json'])).account).toBe(MEGAN);
    await cli.run(['accounts', '--use', MEGAN]);
    expect(described(await cli.run(['token', '--json'])).account).toBe(MEGAN);
    await cli.run(['logout']);
    expect((await cli.run(['token', '--account', MEGAN])).status).toBe(1);
    await cli.run(['logout', '--all']);
    expect(JSON.parse((await cli.run(['accounts', '--json'])).output)).toEqual([]);
  });

  it(
    'says in one line what is wrong with tenant, client, user, authority and folder',
    { timeout: PATIENT },
    async () => {
      const unknown = '11111111-1111-4111-8111-111111111111';
      const nobody = { BEHALF_SANDBOX_URL: 'http://localhost:1' };
      const cases: readonly (readonly [readonly string[], Readonly<Record<string, string | undefined>>, RegExp])[] = [
        [
          ['--device', '--tenant', 'nowhere.example'],
          {},
          /^✗ There is no such tenant\. \(AADSTS90002\)\n {2}Correct --tenant/,
        ],
        [
          ['--device', '--client-id', unknown],
          {},
          /^✗ The tenant has no such application\. \(AADSTS700016\)\n {2}Correct --client-id/,
        ],
        [['--username', 'dana@contoso.example'], {}, /✗ User name or password is wrong\. \(AADSTS50126\)\n/],
        [
          ['--device', '--client-id', unknown, '--authority', 'https://localhost:1/x', '--resource', 'graph'],
          nobody,
          /^✗ https:\/\/localhost:1 cannot be reached: nothing listens there\.\n {2}Start it/,
        ],
        [[], nobody, /^✗ No application is configured\.\n {2}Start the embedded tenant again/],
        [[], { BEHALF_STATE_DIR: cli.main }, /^✗ Tokens cannot be kept in .*\n {2}Set BEHALF_STATE_DIR/],
        [
          [],
          { BEHALF_STATE_DIR: '/proc/nope' },
          /^✗ Tokens cannot be kept in \/proc\/nope.*\n {2}Set BEHALF_STATE_DIR/,
        ],
        [[], { BEHALF_STATE_DIR: undefined, HOME: '/proc' }, /^✗ Tokens cannot be kept in \/proc.*\n {2}Set BEHALF_ST/],
        [['--profile', '../x'], {}, /^✗ A profile’s name/],
      ];
      const endings = await Promise.all(
        cases.map(([parameters, environment]) => cli.run(['login', ...parameters], { environment, input: 'guess\n' })),
      );
      for (const [index, { status, output, errors }] of endings.entries()) {
        expect(errors).toMatch(cases[index]?.[2] ?? /^$/);
        expect(errors).not.toMatch(/\n\s+at |Error:/);
        expect([1, 2]).toContain(status);
        expect(output).toBe('');
      }
    },
  );

  it('says that a code was declined', { timeout: PATIENT }, async () => {
    const onLine = signingInByCode(system.tenant, MEGAN, undefined, 'cancel');
    expect(failed(await cli.run(['login', '--device', '--json'], { onLine }))).toMatchObject({
      message: expect.stringMatching(/^The sign-in was declined\./),
      remedy: expect.stringContaining('behalf login'),
    });
  });

  it('says that a consent was declined in the browser', { timeout: PATIENT }, async () => {
    const onLine = signingInByBrowser(system.tenant, MEGAN, 'idBtn_Back');
    const scope = ['--resource', 'graph', '--scope', 'Files.ReadWrite.All'];
    const ending = await cli.run(['login', '--browser', '--no-open', '--json', ...scope], { onLine });
    expect(failed(ending)).toMatchObject({
      message: 'Consent was declined. (AADSTS65004)',
      remedy: expect.stringContaining('Sign in again and accept'),
    });
  });

  it('says that a code has expired', { timeout: PATIENT }, async () => {
    const onLine = async (): Promise<void> => void (ahead = 901);
    expect(failed(await cli.run(['login', '--device', '--json'], { onLine }))).toMatchObject({
      message: expect.stringMatching(/^The code has expired before somebody signed in with it\./),
      remedy: 'Start again: behalf login --device',
    });
  });

  it(
    'gives up where nobody has come for a quarter of an hour, and says how to start again',
    { timeout: PATIENT },
    async () => {
      const waitedFor = (words: string) => async (line: string, child: ChildProcess) => {
        if (line.includes(words)) child.kill('SIGUSR2');
      };
      const environment = QUARTER_HOUR_AT_SIGUSR2;
      const [byCode, byBrowser] = await Promise.all([
        cli.run(['login', '--device', '--json'], { environment, onLine: waitedFor('"deviceCode"') }),
        cli.run(['login', '--browser', '--no-open', '--json'], { environment, onLine: waitedFor('"signIn"') }),
      ]);
      expect(failed(byCode)).toMatchObject({
        code: 'device_code_expired',
        message: 'The code has expired before somebody signed in with it.',
        remedy: 'Start again: behalf login --device',
      });
      expect(failed(byBrowser)).toEqual({
        code: 'nobody_came_back',
        message: 'Nobody has come back from the browser for 15 minutes.',
        remedy: 'Start again: behalf login --browser; or with a code, in any browser: behalf login --device',
      });
      expect([byCode.status, byBrowser.status]).toEqual([1, 1]);
    },
  );

  it('ends at once and in silence when it is interrupted while it waits', { timeout: PATIENT }, async () => {
    const interrupt: NonNullable<Run['onLine']> = (line, child) => {
      if (/deviceCode|type the code|signIn|browser of this machine/.test(line)) child.kill('SIGINT');
    };
    const ways = [['--device'], ['--device', '--json'], ['--browser', '--no-open']];
    for (const ending of await Promise.all(ways.map((how) => cli.run(['login', ...how], { onLine: interrupt })))) {
      expect(ending).toMatchObject({ status: 130, output: '' });
      expect(ending.errors).not.toMatch(/✗|"error"|\n\s+at /);
    }
    expect((await cli.run(['accounts', '--json'])).output).toBe('[]\n');
  });

  it.skipIf(lacks('behalf beside MSAL Python', { 'python3-msal': HAS_MSAL }))(
    'beside MSAL for Python at the same tenant, each with tokens of its own',
    { timeout: PATIENT },
    async () => {
      const scope = `api://${system.tenant.cloud.directory.named('api').clientId}/access_as_user`;
      const python = () =>
        runClient(system.tenant, {
          program: PYTHON,
          script: 'python/device_code.py',
          wishes: wishesFor(system.tenant, 'cli', { scope }),
          user: MEGAN,
        });
      const [theirs, ours] = await Promise.all([python(), cli.signIn(MEGAN, '--json')]);
      const own = described(ours);
      expect(claims(theirs)).toMatchObject({ scp: 'access_as_user' });
      const raw = await cli.run(['token', '--raw']);
      expect(raw.output.trim()).not.toBe(accessToken(theirs, 'forced'));
      expect(described(await cli.run(['token', '--json'])).expiresOn).toBe(own.expiresOn);
      const again = await Promise.all([python(), cli.run(['refresh', '--force', '--json'])]);
      expect(described(again[1]).source).toBe('refreshed');
      for (const token of [accessToken(again[0], 'forced'), (await cli.run(['token', '--raw'])).output.trim()]) {
        const { statusCode, body } = await system.get('/v1.0/me', token);
        await body.dump();
        expect(statusCode).toBe(200);
      }
    },
  );
});
