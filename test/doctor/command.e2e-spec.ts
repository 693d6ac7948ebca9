import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compiledSource } from '../helpers/compiled-source.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { Environment } from './examination.js';
import { settingsOf } from './examination.js';

const answer = z.strictObject({
  passed: z.boolean(),
  checks: z.array(
    z.strictObject({ name: z.string(), outcome: z.string(), found: z.string(), remedy: z.string().optional() }),
  ),
});

/** The command as a process of its own, before the embedded tenant. */
describe('the doctor’s command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-doctor-'));
  let dist: string;
  let tenant: TestTenant;
  let token: string;
  beforeAll(async () => {
    dist = compiledSource();
    tenant = await startTestTenant();
    token = await tenant.identity.mintApiToken({ user: tenant.user('megan@contoso.example') });
  });
  afterAll(async () => {
    await tenant.close();
    rmSync(folder, { recursive: true });
  });

  interface Ending {
    readonly status: unknown;
    readonly output: string;
  }
  const doctor = async (parameters: readonly string[], environment: Environment = {}, input = ''): Promise<Ending> => {
    const child = spawn(process.execPath, [join(dist, 'doctor/main.js'), ...parameters], {
      cwd: folder,
      env: environment,
    });
    child.stdin.end(input);
    const ended = once(child, 'exit');
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { status: (await ended)[0], output: output + errors };
  };

  /** No secret, no part of a token, wherever it could have come from. */
  const expectNoSecret = ({ output }: Ending, { AZURE_CLIENT_SECRET: secret = '' }: Environment): void => {
    expect(output).not.toMatch(/eyJ/);
    expect(secret).not.toBe('');
    expect(output).not.toContain(secret);
  };

  it('ends with 0 and ticks where everything is right', async () => {
    const settings = settingsOf(tenant);
    const ending = await doctor([], settings);
    expect(ending.status).toBe(0);
    expect(ending.output).toMatch(/^✓ settings: complete$/m);
    expect(ending.output).toMatch(/^✓ credential: secret accepted$/m);
    expect(ending.output).toMatch(/^– token of a user: none given\n {4}Put an access token/m);
    expect(ending.output).not.toContain('\u001B');
    expectNoSecret(ending, settings);
  });

  it.each([
    ['a file', () => ['--token', join(folder, 'token')], {}, ''],
    ['stdin', () => ['--token', '-'], {}, 'token'],
    ['the environment', () => [], { DOCTOR_TOKEN: 'token' }, ''],
  ])('takes a user’s token from %s', async (_where, parameters, environment, input) => {
    writeFileSync(join(folder, 'token'), `${token}\n`);
    const settings = settingsOf(tenant);
    const own = Object.fromEntries(Object.keys(environment).map((name) => [name, token]));
    const ending = await doctor(parameters(), { ...settings, ...own }, input && `${token}\n`);
    expect(ending.output).toMatch(/^✓ exchange: a Graph token with \d+ scopes$/m);
    expect(ending.status).toBe(0);
    expectNoSecret(ending, settings);
  });

  it('ends with 1, a cross and what to change where a secret is wrong', async () => {
    const settings = { ...settingsOf(tenant), AZURE_CLIENT_SECRET: 'canary-of-a-wrong-secret', DOCTOR_TOKEN: token };
    const ending = await doctor([], settings);
    expect(ending.status).toBe(1);
    expect(ending.output).toMatch(/^✗ credential: AADSTS7000215: .*\n {4}.*AZURE_CLIENT_SECRET/m);
    expectNoSecret(ending, settings);
  });

  it('ends with 1 and all names where nothing is set', async () => {
    const ending = await doctor([]);
    expect(ending.status).toBe(1);
    for (const name of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'])
      expect(ending.output).toMatch(new RegExp(`^ {4}${name} is required`, 'm'));
  });

  it('tells programs the same as JSON', async () => {
    const settings = { ...settingsOf(tenant), AZURE_CLIENT_SECRET: 'canary-of-a-wrong-secret' };
    const ending = await doctor(['--json'], settings);
    expect(ending.status).toBe(1);
    const { passed, checks } = answer.parse(JSON.parse(ending.output));
    expect(passed).toBe(false);
    expect(checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name)).toEqual(['credential']);
    expectNoSecret(ending, settings);
  });

  it('explains an error without any configuration', async () => {
    const ending = await doctor(['invalid_client: AADSTS7000215: Invalid client secret provided. Trace ID: 1']);
    expect(ending).toMatchObject({
      status: 0,
      output: expect.stringMatching(/7000215[^]*500 misconfigured[^]*AZURE_CLIENT_SECRET/),
    });
  });

  it.each([['AADSTS99999999'], ['no number at all']])('ends with 1 where it has no explanation: %s', async (error) => {
    expect((await doctor([error])).status).toBe(1);
  });

  it.each([[['--tokn', 'x']], [['--token', '/nowhere/token']]])(
    'ends with 2 where it was called wrongly: %j',
    async (parameters) => {
      expect((await doctor(parameters, settingsOf(tenant))).status).toBe(2);
    },
  );
});
