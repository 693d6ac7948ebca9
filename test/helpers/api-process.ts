import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { vi } from 'vitest';
import { compileSource } from './compiled-source.js';

/** The API as a process of its own, as `npm run start:prod` runs it: with its threads, signals and memory. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has written to its standard output and error. */
  readonly output: () => string;
  /** The path goes out as it stands. */
  send(
    method: Dispatcher.HttpMethod,
    path: string,
    token?: string,
    headers?: Record<string, string>,
  ): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** Starts it from settings, which name its address in PUBLIC_URLS, and waits until it is ready. */
export async function startApiProcess(environment: Readonly<Record<string, string | undefined>>): Promise<ApiProcess> {
  const dist = compileSource();
  const child = spawn(process.execPath, [join(dist, 'main.js')], {
    cwd: tmpdir(),
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const ended = once(child, 'exit');
  const [url = ''] = (environment['PUBLIC_URLS'] ?? '').split(',');
  const send: ApiProcess['send'] = (method, path, token, headers) =>
    getGlobalDispatcher().request({
      origin: url,
      path,
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    });
  const api: ApiProcess = {
    url,
    pid: child.pid ?? 0,
    output: () => lines.join(''),
    send,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(dist, { recursive: true });
    },
  };
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`the API ended: ${lines.join('')}`);
      const { statusCode, body } = await send('GET', '/health/ready');
      await body.dump();
      if (statusCode !== 200) throw new Error('not ready yet');
    },
    { timeout: 30_000, interval: 50 },
  );
  return api;
}
