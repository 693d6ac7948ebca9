import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { vi } from 'vitest';
import { compiledSource } from './compiled-source.js';
import { freePort } from './free-port.js';
import { UNLIMITED } from './listening-api.js';

/** The API as a process of its own, as `npm run start:prod` runs it: with its threads, signals and memory. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number | undefined;
  /** Everything it has written to its standard output and error. */
  readonly output: () => string;
  /** The path goes out as it stands. */
  send(
    method: Dispatcher.HttpMethod,
    path: string,
    token?: string,
    headers?: Record<string, string>,
  ): Promise<Dispatcher.ResponseData>;
  /** Resident memory now, in bytes. */
  memory(): number;
  /** The most it has been since `forgetPeak`. */
  peak(): number;
  forgetPeak(): void;
  signal(name: NodeJS.Signals): void;
  /** Its exit code and signal once it has ended. */
  readonly ended: Promise<ApiEnd>;
  close(): Promise<void>;
}

type ApiEnd = readonly [code: number | null, signal: NodeJS.Signals | null];

export interface ApiProcessOptions {
  /** As of `compiledSource`, which several processes may share; otherwise its own, which goes with it. */
  readonly folder?: string;
  /** How many files it may have open. */
  readonly openFiles?: number;
  /** What SIGUSR2 does to it, JavaScript. */
  readonly onSigusr2?: string;
}

/** Starts it with these settings and none of this process's, and waits until it is ready. */
export async function startApiProcess(
  environment: Readonly<Record<string, string | undefined>>,
  options: ApiProcessOptions = {},
): Promise<ApiProcess> {
  const folder = options.folder ?? compiledSource();
  const { PATH } = process.env;
  const port = environment['PORT'] ?? String(await freePort());
  const url = environment['PUBLIC_URLS']?.split(',')[0] ?? `http://localhost:${port}`;
  const strike = `data:text/javascript,process.on('SIGUSR2',()=>{${encodeURIComponent(options.onSigusr2 ?? '')}})`;
  const node = [process.execPath, '--import', strike, join(folder, 'main.js')];
  const { openFiles } = options;
  const limited = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
  const [program = '', ...parameters] = [...limited, ...node];
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { PATH, PORT: port, DOCS: 'off', ...UNLIMITED, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<ApiEnd>((resolve) => {
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const status = (name: string): number => {
    const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  };
  const api: ApiProcess = {
    url,
    pid: child.pid,
    output: () => written.join(''),
    send: (method, path, token, headers) =>
      getGlobalDispatcher().request({
        origin: url,
        path,
        method,
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      }),
    memory: () => status('VmRSS'),
    peak: () => status('VmHWM'),
    // proc(5): 5 resets the peak resident set size.
    forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
    signal: (name) => void child.kill(name),
    ended,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`the API ended: ${api.output()}`);
      const { statusCode, body } = await api.send('GET', '/health/ready');
      await body.dump();
      if (statusCode !== 200) throw new Error('the API is not ready');
    },
    { timeout: 90_000, interval: 50 },
  );
  return api;
}
