import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { CliUnderTest } from './command.js';
import { cliUnderTest } from './command.js';

const MEGAN = 'megan@contoso.example';
const ADELE = 'adele@contoso.example';
const PATIENT = 240_000;

describe('what behalf keeps', () => {
  let tenant: TestTenant;
  let cli: CliUnderTest;
  const file = (): string => join(cli.folder, 'state/default/tokens.json');
  beforeAll(async () => {
    tenant = await startTestTenant();
    cli = cliUnderTest(tenant);
    await cli.signIn(MEGAN);
  }, PATIENT);
  afterAll(async () => {
    cli.close();
    await tenant.close();
  });

  it('is its owner’s alone, also after somebody widened it', { timeout: PATIENT }, async () => {
    expect(statSync(join(cli.folder, 'state/default')).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    chmodSync(file(), 0o644);
    expect((await cli.run(['token'])).status).toBe(0);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cli.folder, 'state/default/profile.json'), 'utf8')).not.toMatch(/eyJ|secret"/);
  });

  it('survives two who write at once', { timeout: PATIENT }, async () => {
    const endings = await Promise.all([
      cli.run(['refresh', '--force', '--account', MEGAN]),
      cli.signIn(ADELE, '--force'),
      cli.run(['refresh', '--force', '--account', MEGAN]),
    ]);
    expect(endings.map(({ status, errors }) => (status === 0 ? 0 : errors))).toEqual([0, 0, 0]);
    const list = await cli.run(['accounts']);
    expect(list.output).toContain(MEGAN);
    expect(list.output).toContain(ADELE);
  });

  it(
    'is whole after a kill in the middle of writing, and the next one need not wait for the dead',
    { timeout: PATIENT },
    async () => {
      for (let round = 0; round < 4; round++) {
        const child = cli.start(['refresh', '--force', '--account', MEGAN]);
        const ended = once(child, 'exit');
        // In the write itself: as soon as anything stirs beside the file, and at moments shortly after.
        const before = readFileSync(file(), 'utf8');
        while (child.exitCode === null && !readdirSync(join(file(), '..')).some((name) => /\.new$|\.lock$/.test(name)))
          await new Promise(setImmediate);
        for (let turn = 0; turn < round * 40; turn++) await new Promise(setImmediate);
        child.kill('SIGKILL');
        await ended;
        const content: unknown = JSON.parse(readFileSync(file(), 'utf8'));
        expect(content).toHaveProperty('RefreshToken');
        expect(before).not.toBe('');
        const next = await cli.run(['token', '--account', MEGAN, '--json']);
        expect(next.errors).toBe('');
        expect(next.status).toBe(0);
      }
    },
  );

  it('is set aside where it is damaged, and told', { timeout: PATIENT }, async () => {
    writeFileSync(file(), '{"Account": [');
    const ending = await cli.run(['token']);
    expect(ending).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/damaged and count as none; they are now in .*\.damaged-/),
    });
    expect(ending.errors).toContain('behalf login');
    expect((await cli.signIn(MEGAN)).status).toBe(0);
    expect((await cli.run(['token'])).status).toBe(0);
  });

  it('is nothing with --no-cache', { timeout: PATIENT }, async () => {
    rmSync(join(cli.folder, 'state'), { recursive: true });
    const ending = await cli.signIn(MEGAN, '--no-cache', '--json');
    expect(JSON.parse(ending.output)).toMatchObject({ account: MEGAN, source: 'new' });
    expect(() => statSync(join(cli.folder, 'state'))).toThrow('ENOENT');
  });
});
