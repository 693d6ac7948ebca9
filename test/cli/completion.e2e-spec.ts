import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { starts } from '../helpers/requires.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { CliUnderTest } from './command.js';
import { cliUnderTest } from './command.js';

const PATIENT = 240_000;
/** Bytes: the command-line library is 126 kB of it, and what `me` needs ten times as much. */
const MOST_LOADED = 200_000;

describe('behalf completes', () => {
  let tenant: TestTenant;
  let cli: CliUnderTest;
  beforeAll(async () => {
    tenant = await startTestTenant();
    cli = cliUnderTest(tenant);
    const program = join(cli.folder, 'behalf');
    writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${cli.main} "$@"\n`, { mode: 0o755 });
  }, PATIENT);
  afterAll(async () => {
    cli.close();
    await tenant.close();
  });
  const offers = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { status, output, errors } = await cli.run(['__complete', '--', ...words]);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    return output.trim().split('\n');
  };
  /** What a shell prints of a script of its own language. */
  const shell = (program: string, script: string): readonly string[] => {
    const { PATH = '' } = cli.environment;
    const env = { ...cli.environment, PATH: `${cli.folder}:${PATH}` };
    const { stdout } = spawnSync(program, ['-c', script], { cwd: cli.folder, env, encoding: 'utf8' });
    return stdout.trim().split(/\s+/);
  };

  it('commands, options, their values, and profiles there are', { timeout: PATIENT }, async () => {
    mkdirSync(join(cli.folder, 'state/nightly'), { recursive: true });
    writeFileSync(join(cli.folder, 'state/nightly/profile.json'), '{}');
    expect(await offers('lo')).toEqual(['login', 'logout']);
    expect(await offers('sandbox', 'faults', '')).toEqual(['identity', 'graph', 'none']);
    expect(await offers('get', '--resource', '')).toEqual(['api', 'graph']);
    expect(await offers('login', '--te')).toEqual(['--tenant']);
    expect(await offers('token', '--profile', 'n')).toEqual(['nightly']);
    expect(await offers('get', '--output', '')).toEqual(['']);
  });

  it(
    'at once: for that, version and help little more than the command-line library is loaded',
    {
      timeout: PATIENT,
    },
    async () => {
      const coverage = z.object({ result: z.array(z.object({ url: z.string() })) });
      for (const words of [['--version'], ['--help'], ['__complete', '--', 'lo']]) {
        const folder = mkdtempSync(join(cli.folder, 'loaded-'));
        // Names every module that was loaded.
        const { status } = await cli.run(words, { environment: { NODE_V8_COVERAGE: folder } });
        expect(status).toBe(0);
        const urls = readdirSync(folder).flatMap((name) =>
          coverage.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))).result.map(({ url }) => url),
        );
        const files = urls.filter((url) => url.startsWith('file:'));
        expect(files).toContain(pathToFileURL(cli.main).href);
        const size = files.reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0);
        expect(size).toBeLessThan(MOST_LOADED);
      }
    },
  );

  it('in bash', { timeout: PATIENT }, () => {
    const script = `eval "$(behalf completion bash)"
      COMP_WORDS=(behalf sandbox ""); COMP_CWORD=2; _behalf; echo "\${COMPREPLY[@]}"; complete -p behalf`;
    expect(shell('bash', script).join(' ')).toMatch(
      /^state users user revoke .* complete -o default -F _behalf behalf$/,
    );
  });

  it.skipIf(!starts('fish', '--version'))(
    'in fish, and files where nothing else is meant',
    { timeout: PATIENT },
    () => {
      const complete = (line: string): readonly string[] =>
        shell('fish', `behalf completion fish | source; complete -C"${line}"`);
      expect(complete('behalf get --resource ')).toEqual(['api', 'graph']);
      expect(complete('behalf get --output ')).toContain('behalf');
    },
  );
});
