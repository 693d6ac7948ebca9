import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { compileSource } from './compiled-source.js';
import { freePort } from './free-port.js';

/** The API as a process of its own. */
export interface ApiProcess {
  readonly url: string;
  /** Resident memory now, in bytes. */
  memory(): number;
  /** The most it has been since `forgetPeak`. */
  peak(): number;
  forgetPeak(): void;
  close(): Promise<void>;
}

const SLOWEST_START_MS = 30_000;

/** Starts it with these settings and none of this process's. */
export async function startApiProcess(environment: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const folder = compileSource();
  const port = await freePort();
  const { PATH } = process.env;
  const child = spawn(process.execPath, [join(folder, 'main.js')], {
    env: { PATH, PORT: String(port), DOCS: 'off', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://localhost:${port}`;
  const deadline = Date.now() + SLOWEST_START_MS;
  while (!(await isUp(url))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('the API did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const status = (name: string): number => {
    const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  };
  return {
    url,
    memory: () => status('VmRSS'),
    peak: () => status('VmHWM'),
    // proc(5): 5 resets the peak resident set size.
    forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
    close: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}

async function isUp(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health/live`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
