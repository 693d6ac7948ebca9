import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { request } from 'undici';
import { vi } from 'vitest';

/** The API as an orchestrator runs it: a process at a port of its own that is told to end by SIGTERM. */
export class Replica {
  private child: ChildProcess | undefined;
  /** Of all its lives. */
  output = '';

  /** `folder` holds the compiled source. */
  constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** Starts it, and waits until it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(this.folder, 'main.js')], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...this.environment, PORT: String(this.port), HOST: '127.0.0.1', DOCS: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    await vi.waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`the API ended: ${this.output}`);
        const { statusCode, body } = await request(`http://127.0.0.1:${this.port}/health/ready`);
        await body.dump();
        if (statusCode !== 200) throw new Error('the API is not ready');
      },
      { timeout: 150_000, interval: 100 },
    );
  }

  /** SIGTERM; answers the exit code. */
  async stop(): Promise<unknown> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null) return child?.exitCode;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await gone;
    return code;
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }
}
