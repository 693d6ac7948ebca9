import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compiledSource } from './helpers/compiled-source.js';
import { freePort } from './helpers/free-port.js';
import { lacks } from './helpers/requires.js';
import { StandInAuthority, held, json } from './helpers/stand-in-authority.js';

/** A fault that strikes the process when it gets SIGUSR2. */
const FAULTS = {
  unhandled_rejection: 'void Promise.reject(new Error(process.env.TEXT))',
  uncaught_exception: 'throw new Error(process.env.TEXT)',
};

let folder: string;
beforeAll(() => {
  folder = compiledSource();
});

function start(
  environment: Readonly<Record<string, string>>,
  fault = '',
  output: 'pipe' | number = 'pipe',
): { child: ChildProcess; output: () => string } {
  const strike = `data:text/javascript,process.on('SIGUSR2',()=>{${encodeURIComponent(fault)}})`;
  const child = spawn(process.execPath, ['--import', strike, join(folder, 'main.js')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], TEXT: 'canary in a text', ...environment },
    stdio: ['ignore', output, 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

describe('a failure that nobody caught', () => {
  let authority: StandInAuthority;
  beforeAll(async () => {
    authority = await StandInAuthority.start();
  });
  afterAll(() => authority.close());

  it.each(Object.entries(FAULTS))(
    'L10 is logged as %s without its text; who is waiting is answered, then the process ends with 1',
    async (event, fault) => {
      authority.behave();
      const { answerer, waiting } = held();
      authority.graph = answerer;
      const port = await freePort();
      const { child, output } = start({ ...authority.environment, PORT: String(port), DOCS: 'off' }, fault);
      const exited = once(child, 'exit');
      const url = `http://localhost:${port}`;
      const isReady = (): Promise<boolean> =>
        request(`${url}/health/ready`).then(
          async ({ statusCode, body }) => {
            await body.dump();
            return statusCode === 200;
          },
          () => false,
        );
      await vi.waitUntil(isReady, { timeout: 90_000, interval: 50 });
      const underWay = request(`${url}/v1.0/me`, { headers: { authorization: `Bearer ${authority.token()}` } });
      const asked = await waiting;
      child.kill('SIGUSR2');
      await vi.waitUntil(() => output().includes(event), { timeout: 60_000 });
      json(asked, { carried: true });
      const answer = await underWay;
      expect(await answer.body.json()).toEqual({ carried: true });
      expect(answer.headers['connection']).toBe('close');
      expect(await exited).toEqual([1, null]);
      expect(output()).not.toContain('canary');
    },
    120_000,
  );
});

describe('a log that cannot be written', () => {
  let authority: StandInAuthority;
  beforeAll(async () => {
    authority = await StandInAuthority.start();
    authority.behave();
  });
  afterAll(() => authority.close());

  /** How it ends when it is told to, after callers were served with this as standard output, and after `trouble`. */
  async function endOf(output: 'pipe' | number, trouble?: (child: ChildProcess) => void): Promise<unknown[]> {
    const port = await freePort();
    const { child } = start({ ...authority.environment, PORT: String(port), DOCS: 'off' }, '', output);
    const exited = once(child, 'exit');
    const asked = (): Promise<number> =>
      request(`http://localhost:${port}/v1.0/me`, { headers: { authorization: `Bearer ${authority.token()}` } }).then(
        async ({ statusCode, body }) => {
          await body.dump();
          return statusCode;
        },
        () => 0,
      );
    try {
      await vi.waitUntil(async () => (await asked()) === 200, { timeout: 90_000, interval: 50 });
      trouble?.(child);
      // Lines enough for several writes.
      for (let call = 0; call < 40; call++) expect(await asked()).toBe(200);
      child.kill('SIGINT');
      return await exited;
    } finally {
      child.kill('SIGKILL');
    }
  }

  it('ends nothing where nobody reads it any more', async () => {
    expect(await endOf('pipe', (child) => child.stdout?.destroy())).toEqual([0, null]);
  }, 120_000);

  it.skipIf(lacks('a full disk', { '/dev/full': existsSync('/dev/full') }))(
    'ends nothing where the disk is full',
    async () => {
      const full = openSync('/dev/full', 'w');
      expect(() => writeSync(full, 'x')).toThrow('ENOSPC');
      try {
        expect(await endOf(full)).toEqual([0, null]);
      } finally {
        closeSync(full);
      }
    },
    120_000,
  );
});

it('L14 a start that fails ends the process, whatever was open by then', async () => {
  const authority = await StandInAuthority.start();
  authority.behave();
  const port = await freePort();
  const taken = createServer().listen(port, 'localhost');
  await once(taken, 'listening');
  try {
    const { child, output } = start({
      ...authority.environment,
      PORT: String(port),
      METRICS_PORT: String(await freePort()),
      DOCS: 'off',
    });
    const [status] = await once(child, 'exit');
    expect(output()).toContain('  PORT names a port that is taken');
    expect(output()).not.toContain(String(port));
    expect(status).toBe(1);
  } finally {
    taken.close();
    await authority.close();
  }
}, 120_000);

it('L14 a start without its settings ends at once, naming each and no value', async () => {
  const { child, output } = start({
    AZURE_CLIENT_ID: 'canary-client',
    REDIS_URL: 'canary-address',
    LOG_LEVEL: 'canary',
  });
  const [status] = await once(child, 'exit');
  expect(status).toBe(1);
  for (const name of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'REDIS_URL', 'LOG_LEVEL']) expect(output()).toContain(name);
  expect(output()).not.toContain('canary');
});

it.each([
  ['HOST', 'canary.invalid', 'names a host that cannot be found'],
  ['METRICS_HOST', 'canary.invalid', 'names a host that cannot be found'],
  ['METRICS_HOST', '192.0.2.77', 'names no address of this machine'],
])(
  'L14 a start that cannot listen at %s=%s names the setting and no value',
  async (name, value, reason) => {
    const authority = await StandInAuthority.start();
    authority.behave();
    try {
      const ports = { PORT: String(await freePort()), METRICS_PORT: String(await freePort()) };
      const { child, output } = start({ ...authority.environment, ...ports, DOCS: 'off', [name]: value });
      const [status] = await once(child, 'exit');
      expect(output()).toContain(`  ${name} ${reason}`);
      expect(output()).not.toContain(value);
      expect(status).toBe(1);
    } finally {
      await authority.close();
    }
  },
  120_000,
);
