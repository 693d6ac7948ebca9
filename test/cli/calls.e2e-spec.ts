import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { request } from 'undici';
import { z } from 'zod';
import { settingsFor, startTestSystem } from '../helpers/api.js';
import type { TestSystem } from '../helpers/api.js';
import { HttpBrowser } from '../sandbox/identity/http-browser.js';
import type { CliUnderTest, Ending, Run } from './command.js';
import { cliUnderTest, parsed, signingInByCode } from './command.js';
import { QUARTER_HOUR_AT_SIGUSR2 } from './quarter-hour.js';

const MEGAN = 'megan@contoso.example';
const CARLA = 'carla@contoso.example';
const MIKA = 'mika@contoso.example';
const PATIENT = 240_000;

const people = z.object({ value: z.array(z.object({ userPrincipalName: z.string() })) });
const consentEvent = z.object({
  consent: z.object({ consentUri: z.url().optional(), adminConsentUri: z.url().optional() }),
});

describe('behalf calls', () => {
  let system: TestSystem;
  let cli: CliUnderTest;
  const calls = (side: 'identity' | 'graph'): readonly string[] =>
    system.tenant.cloud.journal.entries.filter((entry) => entry.side === side).map(({ path }) => path);
  const grants = (): readonly (string | undefined)[] => system.tenant.cloud.journal.entries.map(({ grant }) => grant);
  const file = (name: string): string => join(cli.folder, name);
  beforeAll(async () => {
    system = await startTestSystem();
    cli = cliUnderTest(system.tenant);
    await cli.signIn(MEGAN);
    await cli.signIn(CARLA, '--profile', 'carla');
    await cli.signIn(MIKA, '--profile', 'mika');
  }, PATIENT);
  afterEach(() => system.tenant.cloud.journal.clear());
  afterAll(async () => {
    cli.close();
    await system.close();
  });

  it('who I am and who my manager is, on my behalf by way of the API', { timeout: PATIENT }, async () => {
    const shown = await cli.run(['me']);
    expect(shown.errors).toBe('');
    expect(shown.output).toMatch(/^ +You +Your manager *$/m);
    expect(shown.output).toMatch(/^Name +Megan Bowen +\S+/m);
    expect(grants()).toContain('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { user, manager } = z
      .object({ user: z.looseObject({ displayName: z.string() }), manager: z.looseObject({ displayName: z.string() }) })
      .parse(JSON.parse((await cli.run(['me', '--json'])).output));
    expect(user.displayName).toBe('Megan Bowen');
    expect(shown.output).toContain(manager.displayName);
  });

  it('page after page to the last', { timeout: PATIENT }, async () => {
    const first = await cli.run(['get', '/users', '--top', '4', '--select', 'userPrincipalName', '--json']);
    expect(people.parse(JSON.parse(first.output)).value).toHaveLength(4);
    const pages = await cli.run(['get', '/users', '--top', '4', '--select', 'userPrincipalName', '--all-pages']);
    const { value } = people.parse(JSON.parse(pages.output));
    const everybody = system.tenant.cloud.directory.allUsers.filter(
      ({ tenantId }) => tenantId === system.tenant.user(MEGAN).tenantId,
    );
    expect(new Set(value.map(({ userPrincipalName }) => userPrincipalName))).toEqual(
      new Set(everybody.map(({ userPrincipalName }) => userPrincipalName)),
    );
    expect(value).toHaveLength(everybody.length);
    expect(calls('graph').filter((path) => path.includes('/users'))).toHaveLength(1 + Math.ceil(everybody.length / 4));
  });

  it('and saves a download whole, or nothing', { timeout: PATIENT }, async () => {
    const path = '/me/drive/root:/Film.bin:/content';
    const content = randomBytes(1_500_000);
    const stored = await request(`${system.url}/v1.0${path}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await system.token(MEGAN)}`,
        'content-type': 'application/octet-stream',
      },
      body: content,
    });
    await stored.body.dump();
    expect(stored.statusCode).toBe(201);
    const saved = await cli.run(['get', path, '--output', file('film.bin')]);
    expect(saved).toMatchObject({
      status: 0,
      errors: '',
      output: expect.stringMatching(/film\.bin: 1\.4 MiB\n$/),
    });
    const piped = await cli.run(['get', path, '--output', file('again.bin'), '--json']);
    expect(readFileSync(file('film.bin')).equals(content)).toBe(true);
    expect(JSON.parse(piped.output)).toEqual({ file: file('again.bin'), bytes: content.length });
    expect(readFileSync(file('again.bin')).equals(content)).toBe(true);
    const nowhere = await cli.run(['get', path, '--output', file('no/such/film.bin')]);
    expect(nowhere).toMatchObject({ status: 1, output: '' });
    expect(nowhere.errors).toMatch(/^✗ .*film\.bin cannot be written \(ENOENT\)\.\n {2}Correct --output\.\n$/);
    expect((await cli.run(['get', '/me/nothing', '--output', file('refused')])).status).toBe(1);
    expect(existsSync(file('refused'))).toBe(false);
    expect(readdirSync(cli.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('shows what went over the wire, tokens struck out', { timeout: PATIENT }, async () => {
    const { output, errors } = await cli.run(['get', '/me', '-v']);
    expect(JSON.parse(output)).toMatchObject({ displayName: 'Megan Bowen' });
    expect(errors).toMatch(/^> GET http:\/\/localhost:\d+\/v1\.0\/me$/m);
    expect(errors).toMatch(/^> authorization: Bearer ‹struck out›$/m);
    expect(errors).toMatch(/^< 200 in \d+ ms$/m);
    expect(errors).not.toMatch(/eyJ/);
  });

  it('with a body from standard input or a file, if it is what it says it is', { timeout: PATIENT }, async () => {
    const list = (displayName: string): string => JSON.stringify({ displayName });
    const made = await cli.run(['post', '/me/todo/lists', '--body', '-'], { input: list('From a pipe') });
    expect(made.errors).toBe('');
    expect(JSON.parse(made.output)).toMatchObject({ displayName: 'From a pipe', id: expect.any(String) });
    expect((await cli.run(['get', '/me/todo/lists'])).output).toContain('From a pipe');
    const broken = await cli.run(['post', '/me/todo/lists', '--body', '-'], { input: '{"displayName": ' });
    expect(broken).toMatchObject({
      status: 1,
      output: '',
      errors: expect.stringMatching(/^✗ The body is not JSON\.\n/),
    });
    const missing = await cli.run(['post', '/me/todo/lists', '--body', file('none.json')]);
    expect(missing).toMatchObject({
      status: 1,
      output: '',
      errors: expect.stringMatching(/none\.json cannot be read\./),
    });
  });

  /** Plays the person who opens the consent page and presses a button there, and then Enter. */
  const consenting =
    (button: 'idSIButton9' | 'idBtn_Back'): NonNullable<Run['onLine']> =>
    async (line, child) => {
      const event = consentEvent.safeParse(parsed(line));
      if (!event.success) return;
      const { consentUri, adminConsentUri } = event.data.consent;
      const browser = new HttpBrowser(system.tenant);
      await browser.open(consentUri ?? adminConsentUri ?? '');
      await browser.signIn(consentUri === undefined ? MEGAN : CARLA);
      await browser.submit(button);
      child.stdin.end('\n');
    };
  const led = ['--interactive', '--no-open', '--json'];
  const failedEvent = z.object({ error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }) });
  const failure = ({ output, errors }: Ending) => {
    expect(output).toBe('');
    return failedEvent.parse(parsed(errors.trim().split('\n').at(-1) ?? '')).error;
  };

  it('says where claims or consent are missing and nobody can be asked', { timeout: PATIENT }, async () => {
    const [claims, consent] = await Promise.all([
      cli.run(['get', '/me', '--profile', 'mika']),
      cli.run(['get', '/me', '--profile', 'carla']),
    ]);
    expect(claims).toMatchObject({ status: 1, output: '' });
    expect(claims.errors).toMatch(
      /^✗ [^\n]+\n {2}Sign in with what is asked for: behalf login --profile mika --claims '\{.*\}'\n$/,
    );
    expect(consent).toMatchObject({ status: 1, output: '' });
    expect(consent.errors).toMatch(/^✗ [^\n]+\n {2}Consent at http:\/\/localhost:\d+\/\S+\n$/);
  });

  it(
    'is led there in vain: declined, given up, not come for a quarter of an hour, interrupted',
    { timeout: PATIENT },
    async () => {
      const consent = ['get', '/me', '--profile', 'carla', ...led];
      const claims = ['get', '/me', '--profile', 'mika', ...led];
      const declined = await cli.run(consent, { onLine: consenting('idBtn_Back') });
      expect(failure(declined)).toMatchObject({
        code: 'consent_required',
        remedy: expect.stringMatching(/^Consent at http/),
      });
      const onLine: NonNullable<Run['onLine']> = (line, child) => {
        if (line.includes('"consent"')) child.stdin.end();
      };
      const givenUp = await cli.run(consent, { onLine });
      expect(failure(givenUp).remedy).toMatch(/^Consent at http/);
      const waitedFor = await cli.run(consent, {
        environment: QUARTER_HOUR_AT_SIGUSR2,
        onLine: (line, child) => void (line.includes('"consent"') && child.kill('SIGUSR2')),
      });
      expect(failure(waitedFor)).toMatchObject({
        code: 'consent_required',
        remedy: expect.stringMatching(/^Consent at http/),
      });
      const refused = await cli.run(claims, {
        onLine: signingInByCode(system.tenant, MIKA, undefined, 'cancel'),
      });
      expect(failure(refused)).toMatchObject({ message: expect.stringMatching(/^The sign-in was declined\./) });
      for (const [words, how] of [
        ['"consent"', consent],
        ['"deviceCode"', claims],
      ] as const) {
        const interrupted = await cli.run(how, {
          onLine: (line, child) => void (line.includes(words) && child.kill('SIGINT')),
        });
        expect(interrupted).toMatchObject({ status: 130, output: '' });
        expect(interrupted.errors).not.toMatch(/"error"|\n\s+at /);
      }
      expect([declined, givenUp, waitedFor, refused].map(({ status }) => status)).toEqual([1, 1, 1, 1]);
    },
  );

  it('is led to a further sign-in where claims are asked for, and tries once more', { timeout: PATIENT }, async () => {
    const ending = await cli.run(['get', '/me', '--profile', 'mika', ...led], {
      onLine: signingInByCode(system.tenant, MIKA, (browser) => browser.submit('idSIButton9')),
    });
    expect(JSON.parse(ending.output)).toMatchObject({ userPrincipalName: MIKA });
    const then = await cli.run(['get', '/me', '--profile', 'mika']);
    expect(then).toMatchObject({ status: 0, errors: '' });
  });

  it('is led to a consent that is missing, and tries once more', { timeout: PATIENT }, async () => {
    const ending = await cli.run(['get', '/me', '--profile', 'carla', ...led], { onLine: consenting('idSIButton9') });
    expect(JSON.parse(ending.output)).toMatchObject({ userPrincipalName: CARLA });
  });

  it('ends quietly when the reader has what it wanted', { timeout: PATIENT }, async () => {
    const whole = await cli.run(['get', '/openapi.json']);
    // More than a pipe holds, so that the writer is still writing.
    expect(whole.output.length).toBeGreaterThan(200_000);
    for (const how of [
      ['get', '/openapi.json'],
      ['get', '/openapi.json', '--json', '-v'],
    ]) {
      const child = cli.start(how);
      child.stdin.end();
      const errors = text(child.stderr);
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      child.stdout.destroy();
      expect(await ended).toEqual([141, null]);
      expect(await errors).not.toMatch(/✗|EPIPE|\n\s+at /);
    }
  });

  it('says what a refusal means and what to do, as text and for programs', { timeout: PATIENT }, async () => {
    const nothing = await cli.run(['get', '/users/nobody@contoso.example']);
    expect(nothing).toMatchObject({ status: 1, output: '', errors: expect.stringMatching(/^✗ [^\n]+ \(404 \w+\)\n/) });
    const foreign = await cli.run(['get', 'https://graph.microsoft.com/v1.0/me', '--json']);
    expect(foreign).toMatchObject({ status: 2, output: '' });
    expect(JSON.parse(foreign.errors)).toMatchObject({
      error: { code: 'usage', message: 'The token is only sent to the server it is for.', remedy: expect.any(String) },
    });
    const wrong = await cli.run(['get', '/me', '--nonsense']);
    expect(wrong).toMatchObject({
      status: 2,
      output: '',
      errors: expect.stringMatching(/^✗ [^\n]*--nonsense[^\n]*\n/),
    });
  });

  it('and turns the embedded tenant’s switches', { timeout: PATIENT }, async () => {
    const sandbox = async (...words: readonly string[]): Promise<string> => {
      const { status, output, errors } = await cli.run(['sandbox', ...words]);
      expect(errors).toBe('');
      expect(status).toBe(0);
      return output;
    };
    const state = await sandbox('state');
    expect(state).toContain(system.tenant.origins.http);
    expect(state).not.toContain(system.tenant.user(MEGAN).password);
    expect(await sandbox('users')).toContain(system.tenant.user(MEGAN).password);

    await sandbox('faults', 'graph', '--status', '503', '--retry-after', '7200');
    const failing = await cli.run(['get', '/me']);
    expect(failing).toMatchObject({ status: 1, output: '' });
    await sandbox('faults', 'none');

    expect(await sandbox('rotate')).toMatch(/^The new key is \S{10,}\.$/m);
    await sandbox('revoke', MEGAN);
    const revoked = await cli.run(['refresh', '--force']);
    expect(revoked).toMatchObject({ status: 1, errors: expect.stringMatching(/^✗ The sign-in has been revoked\./) });
    expect(await sandbox('user', 'alex@contoso.example', '--mfa', 'on')).toMatch(
      /alex@contoso\.example is .*mfa.* now/i,
    );
    expect(await sandbox('journal', '--limit', '5')).toMatch(/refresh_token AADSTS50173/);
    await sandbox('reset');
    expect((await cli.signIn(MEGAN, '--force')).status).toBe(0);
    const unknown = await cli.run(['sandbox', 'revoke', 'nobody@contoso.example']);
    expect(unknown).toMatchObject({ status: 1, errors: expect.stringMatching(/^✗ [^\n]+\n {2}behalf sandbox users/) });
  });

  it(
    'and has the doctor explain an error, and examine a system that is well and one that is not',
    {
      timeout: PATIENT,
    },
    async () => {
      const well = settingsFor(system.tenant);
      const sick = { ...well, AZURE_CLIENT_SECRET: 'guess', REDIS_URL: undefined };
      const input = await system.token(MEGAN);
      const [known, unknown, unset, healthy, ill] = await Promise.all([
        cli.run(['doctor', 'AADSTS65001']),
        cli.run(['doctor', 'nothing']),
        cli.run(['doctor', '--json']),
        cli.run(['doctor', '--token', '-'], { environment: well, input }),
        cli.run(['doctor'], { environment: sick }),
      ]);
      expect(known).toMatchObject({ status: 0, errors: '', output: expect.stringMatching(/AADSTS65001/) });
      expect(unknown.status).toBe(1);
      expect(unset.status).toBe(1);
      expect(JSON.parse(unset.output)).toMatchObject({ passed: false });
      expect(healthy).toMatchObject({ status: 0, errors: '' });
      expect(healthy.output).toMatch(/^✓ exchange: /m);
      expect(healthy.output).not.toMatch(/^✗/m);
      expect(ill).toMatchObject({ status: 1, errors: '' });
      expect(ill.output).toMatch(/^✗ credential: AADSTS7000215.*\n {4}.*AZURE_CLIENT_SECRET/m);
      expect(ill.output).not.toContain('guess');
    },
  );
});
