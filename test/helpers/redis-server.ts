import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import type { ServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { freePort } from './free-port.js';

/** Until each of these APIs has said that it is connected, and not since that it is no longer. */
export function connectedToRedis(apis: readonly { readonly log: () => string }[]): Promise<void> {
  return vi.waitFor(
    () => {
      for (const { log } of apis)
        expect(log().lastIndexOf('redis_connected')).toBeGreaterThan(log().lastIndexOf('redis_disconnected'));
    },
    { timeout: 20_000 },
  );
}

export interface RedisSettings {
  /** Makes it listen at a `rediss:` address alone. */
  readonly tls?: ServerCredentials;
  /** Of redis-server, beside those it has here. */
  readonly options?: readonly string[];
}

/** A real Redis server of one test file. */
export class RedisServer {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly settings: RedisSettings,
  ) {}

  static async start(settings: RedisSettings = {}): Promise<RedisServer> {
    const redis = new RedisServer(mkdtempSync(join(tmpdir(), 'behalf-redis-')), await freePort(), settings);
    await redis.run();
    return redis;
  }

  get url(): string {
    return `${this.settings.tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${this.port}`;
  }

  /** Starts it again after `kill`, empty. */
  async run(): Promise<void> {
    const options = [
      ...this.listening(),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.folder,
      ...(this.settings.options ?? []),
    ];
    this.server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = this.server;
    if (stdout === null) throw new Error('redis-server has no output');
    for await (const chunk of stdout) if (String(chunk).includes('Ready to accept connections')) break;
  }

  private listening(): string[] {
    if (this.settings.tls === undefined) return ['--port', String(this.port)];
    const { cert, key, ca } = this.settings.tls;
    const written = (name: string, pem: string): string => {
      const path = join(this.folder, name);
      writeFileSync(path, pem);
      return path;
    };
    const identity = ['--tls-cert-file', written('cert.pem', cert), '--tls-key-file', written('key.pem', key)];
    return [
      '--port',
      '0',
      '--tls-port',
      String(this.port),
      '--tls-auth-clients',
      'no',
      ...identity,
      '--tls-ca-cert-file',
      written('ca.pem', ca),
    ];
  }

  /** SIGKILL: nothing is said to anybody. */
  async kill(): Promise<void> {
    const { server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }

  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  /** Runs commands of a test's own. */
  async with<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }
}
