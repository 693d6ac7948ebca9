import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../helpers/tenant.js';
import { copyTenantTemplate } from '../helpers/tenant-template.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { CliUnderTest, Ending } from './command.js';
import { cliUnderTest } from './command.js';

const MEGAN = 'megan@contoso.example';
const ADELE = 'adele@contoso.example';
const PATIENT = 240_000;

/** Stands for Microsoft's package before a store that keeps one file for each name, or fails where there is no folder. */
const SECURE_STORE = `
  const { readFileSync, rmSync, writeFileSync } = require('node:fs');
  const { join } = require('node:path');
  const store = {
    create: async (path) => {
      const file = join(process.env.TEST_SECURE_STORE, Buffer.from(path).toString('base64url').slice(-100));
      return {
        save: async (content) => writeFileSync(file, content),
        load: async () => {
          try { return readFileSync(file, 'utf8'); } catch { return null; }
        },
        delete: async () => { rmSync(file, { force: true }); return true; },
      };
    },
  };
  module.exports = { LibSecretPersistence: store, KeychainPersistence: store, FilePersistenceWithDataProtection: store };
`;

/** What two runs of the same command must have in common. */
function withoutTimeLeft({ output }: Ending): string {
  return output.replace(/"expiresIn": ?\d+/, '');
}

describe('what behalf keeps', () => {
  let tenant: TestTenant;
  let cli: CliUnderTest;
  const file = (): string => join(cli.folder, 'state/default/tokens.json');
  beforeAll(async () => {
    tenant = await startTestTenant();
    cli = cliUnderTest(tenant);
    await cli.signIn(MEGAN);
  }, PATIENT);
  afterEach(() => tenant.cloud.faults.clear());
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
      expect((await cli.run(['refresh', '--force', '--account', MEGAN])).status).toBe(0);
      expect(readdirSync(join(file(), '..')).toSorted()).toEqual(['profile.json', 'tokens.json']);
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
    // What was set aside holds tokens too.
    expect((await cli.run(['logout', '--all'])).status).toBe(0);
    expect(readdirSync(join(file(), '..'))).toEqual(['profile.json']);
    expect((await cli.signIn(MEGAN)).status).toBe(0);
  });

  it(
    'is as it was on a disk without room: what is new is good once, and a sign-in fails',
    { timeout: PATIENT },
    async () => {
      const before = readFileSync(file(), 'utf8');
      const withoutRoom = async (words: readonly string[], input = ''): Promise<Ending> => {
        // No file may grow, as where the disk is full.
        const child = spawn('sh', ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, cli.main, ...words], {
          cwd: cli.folder,
          env: { ...cli.environment },
        });
        child.stdin.end(input);
        const ended = once(child, 'close');
        const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
        return { status: (await ended)[0], output, errors };
      };
      const renewed = await withoutRoom(['refresh', '--force']);
      expect(renewed).toMatchObject({ status: 0, output: expect.stringMatching(/^Source {4}refreshed/m) });
      expect(renewed.errors).toMatch(/^Tokens cannot be kept in .*: there is no room left\. What is new is forgotten/);
      const { password } = tenant.user(MEGAN);
      const signedIn = await withoutRoom(['login', '--force', '--username', MEGAN], `${password}\n`);
      expect(signedIn).toMatchObject({ status: 1, output: '' });
      expect(signedIn.errors).toMatch(/\n✗ Tokens cannot be kept in .*: there is no room left\.\n {2}Make room/);
      expect(readFileSync(file(), 'utf8')).toBe(before);
      expect(readdirSync(join(file(), '..')).toSorted()).toEqual(['profile.json', 'tokens.json']);
    },
  );

  it('is told where it cannot be read', { timeout: PATIENT }, async () => {
    rmSync(file());
    mkdirSync(file());
    for (const words of [['token'], ['accounts'], ['login', '--device']])
      expect(await cli.run(words)).toMatchObject({
        status: 1,
        output: '',
        errors: expect.stringMatching(
          /^✗ The tokens in .*tokens\.json cannot be read \(EISDIR\)\.\n {2}Make them yours/,
        ),
      });
    rmSync(file(), { recursive: true });
    expect((await cli.signIn(MEGAN)).status).toBe(0);
  });

  it(
    'is in the platform’s secure store where there is one, with what the file held, and in the file where that fails',
    { timeout: PATIENT },
    async () => {
      const folder = join(cli.main, '../../node_modules/@azure/msal-node-extensions');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{ "main": "index.cjs" }');
      writeFileSync(join(folder, 'index.cjs'), SECURE_STORE);
      const [sealed, none] = [join(cli.folder, 'sealed'), join(cli.folder, 'none')];
      mkdirSync(sealed);
      const secure = { environment: { TEST_SECURE_STORE: sealed } };
      const before = await cli.run(['token', '--raw']);
      expect(before.status).toBe(0);
      expect(await cli.run(['token', '--raw'], secure)).toEqual(before);
      expect((await cli.run(['refresh', '--force'], secure)).status).toBe(0);
      expect(existsSync(file())).toBe(false);
      expect(readdirSync(sealed)).toHaveLength(1);
      const endings = await Promise.all([1, 2, 3].map(() => cli.run(['refresh', '--force'], secure)));
      expect(endings.map(({ status, errors }) => (status === 0 ? 0 : errors))).toEqual([0, 0, 0]);
      const failing = await cli.run(['accounts', '--json'], { environment: { TEST_SECURE_STORE: none } });
      expect(failing).toEqual({ status: 0, output: '[]\n', errors: '' });
      const asked = await cli.run(['accounts', '--json'], {
        environment: { ...secure.environment, BEHALF_CACHE: 'file' },
      });
      expect(asked.output).toBe('[]\n');
      expect((await cli.run(['logout', '--all'], secure)).status).toBe(0);
      expect(readdirSync(sealed)).toEqual([]);
      const first = await cli.run(['login', '--force', '--username', MEGAN], {
        ...secure,
        input: `${tenant.user(MEGAN).password}\n`,
      });
      expect(first.errors).toMatch(/^Tokens are kept in (?:the Secret Service|the Keychain|a file sealed by Windows)/m);
      rmSync(folder, { recursive: true });
    },
  );

  it(
    'is enough where the tenant is away: tokens of a person and of an application, and who is signed in',
    { timeout: PATIENT },
    async () => {
      const folder = join(cli.folder, 'tenant-that-leaves');
      await copyTenantTemplate(folder);
      const leaving = await startTestTenant({ folder });
      const { clientId, secret } = leaving.cloud.directory.named('daemon');
      const environment = {
        BEHALF_SANDBOX_URL: leaving.origins.http,
        BEHALF_STATE_DIR: join(cli.folder, 'state-of-the-leaving'),
        BEHALF_CLIENT_SECRET: secret,
      };
      const person = { environment, input: `${leaving.user(MEGAN).password}\n` };
      expect((await cli.run(['login', '--username', MEGAN], person)).status).toBe(0);
      const job = ['--profile', 'job', '--json'];
      const asApplication = ['login', '--app', '--client-id', clientId, '--resource', 'graph', ...job];
      expect((await cli.run(asApplication, { environment })).status).toBe(0);
      const commands = [['token', '--raw'], ['token', '--json'], ['token', ...job], ['accounts']];
      const answers = (): Promise<readonly Ending[]> =>
        Promise.all(commands.map((words) => cli.run(words, { environment })));
      const before = await answers();
      await leaving.close();
      const after = await answers();
      expect(after.map(({ status, errors }) => ({ status, errors }))).toEqual(
        commands.map(() => ({ status: 0, errors: '' })),
      );
      expect(after.map(withoutTimeLeft)).toEqual(before.map(withoutTimeLeft));
      const renewal = await cli.run(['refresh', '--force'], { environment });
      expect(renewal).toMatchObject({ status: 1, errors: expect.stringContaining('cannot be reached') });
    },
  );

  it(
    'is renewed where Entra wishes it before the end, and good enough where that fails',
    { timeout: PATIENT },
    async () => {
      const wish = (): void => {
        const content = readFileSync(file(), 'utf8');
        const wished = content.replaceAll(/("expires_on": ?"\d+")/g, '$1,"refresh_on":"1"');
        expect(wished).not.toBe(content);
        writeFileSync(file(), wished);
      };
      expect((await cli.signIn(MEGAN)).status).toBe(0);
      const { output } = await cli.run(['token', '--raw']);
      wish();
      expect((await cli.run(['token'])).status).toBe(0);
      const renewed = await cli.run(['token', '--raw']);
      expect(renewed.status).toBe(0);
      expect(renewed.output).not.toBe(output);
      wish();
      tenant.cloud.faults.set({ identity: { status: 503 } });
      expect(await cli.run(['token', '--raw'])).toEqual(renewed);
    },
  );

  it('is nothing with --no-cache', { timeout: PATIENT }, async () => {
    rmSync(join(cli.folder, 'state'), { recursive: true });
    const ending = await cli.signIn(MEGAN, '--no-cache', '--json');
    expect(JSON.parse(ending.output)).toMatchObject({ account: MEGAN, source: 'new' });
    expect(() => statSync(join(cli.folder, 'state'))).toThrow('ENOENT');
  });
});
