// A Redis of the drills', without memory of its own on disk.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis as Client } from 'ioredis';
import { end, start } from './children.mjs';
import { freePort } from '../free-port.mjs';
import { until } from './until.mjs';

export class Redis {
  #child;

  static async start(folder) {
    const redis = new Redis();
    redis.folder = folder;
    redis.port = await freePort();
    await redis.run();
    return redis;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again after `kill`, empty. */
  async run() {
    const files = ['--save', '', '--appendonly', 'no', '--dir', this.folder];
    const parameters = ['--port', String(this.port), '--bind', '127.0.0.1', ...files];
    this.#child = start('redis-server', parameters, { stdio: 'ignore' });
    await until(() => this.#answers(), 20_000, 'Redis did not start');
  }

  kill() {
    return end(this.#child, 'SIGKILL');
  }

  freeze() {
    this.#child.kill('SIGSTOP');
  }

  thaw() {
    this.#child.kill('SIGCONT');
  }

  flush() {
    return this.#with((client) => client.flushall());
  }

  /** Puts nonsense in the place of every token. */
  fillWithNoise() {
    return this.#with(async (client) => {
      const keys = await client.keys('behalf:token:*');
      for (const key of keys) await client.set(key, randomBytes(400), 'PX', 60_000);
      return keys.length;
    });
  }

  async #with(work) {
    const client = new Client(this.url);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  async #answers() {
    const socket = connect(this.port, '127.0.0.1');
    const up = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return up;
  }
}
