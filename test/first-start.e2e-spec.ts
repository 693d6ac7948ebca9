import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageVersion } from '../src/common/package-version.js';
import { compiledSource } from './helpers/compiled-source.js';
import { freePort } from './helpers/free-port.js';

const run = promisify(execFile);

/** The first start on a fresh machine: nothing configured, nothing kept, real processes, a shell with curl. */
describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-first-start-'));
  const ports: Record<string, string> = {};
  let dist: string;
  let launcher: ChildProcess;
  let output = '';

  beforeAll(async () => {
    dist = compiledSource();
    for (const name of ['PORT', 'TLS_PORT', 'SANDBOX_PORT', 'SANDBOX_TLS_PORT']) ports[name] = String(await freePort());
    launcher = spawn(process.execPath, [join(dist, 'sandbox/launcher.js')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...ports },
    });
    for (const stream of [launcher.stdout, launcher.stderr])
      stream?.on('data', (piece: Buffer) => {
        output += piece.toString();
      });
    await vi.waitUntil(() => output.includes('Paste next'), { timeout: 30_000 });
  });
  afterAll(() => {
    launcher.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** What the terminal says to paste, as it stands, and then this. */
  const paste = async (then = ''): Promise<string> => {
    const [commands = ''] = output.slice(output.indexOf('TOKEN=')).split('\n\n');
    const { stdout } = await run('sh', ['-ec', `${commands}\n${then}`], { cwd: folder });
    return stdout;
  };

  it('prints commands that answer with the profile of the user they name', async () => {
    expect(JSON.parse(await paste())).toMatchObject({ userPrincipalName: 'megan@contoso.example' });
  });

  it('opens the API on TLS with the certificate of the tenant’s authority', async () => {
    const call = `curl -s --cacert .sandbox/ca.pem -H "Authorization: Bearer $TOKEN" https://localhost:${ports['TLS_PORT']}/v1.0/me/manager`;
    expect(await paste(`echo; ${call}`)).toContain('"userPrincipalName"');
  });

  it('has an API that is ready', async () => {
    const answer = await fetch(`http://localhost:${ports['PORT']}/health/ready`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ready', checks: { keys: 'ok' } });
  });

  it('tells in the API’s log which version runs and where it listens', () => {
    const [line = ''] = output.split('\n').filter((each) => each.includes('"event":"started"'));
    const port = Number(ports['PORT']);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      version: packageVersion(),
      node: process.version,
      addresses: expect.arrayContaining([`127.0.0.1:${port}`]) as unknown,
    });
  });

  it('ends everything and says 0 when it is told to end', async () => {
    const ended = once(launcher, 'exit');
    launcher.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(`http://localhost:${ports['PORT']}/health/live`)).rejects.toThrow('fetch failed');
    await expect(fetch(`http://localhost:${ports['SANDBOX_PORT']}/sandbox`)).rejects.toThrow('fetch failed');
  });
});
