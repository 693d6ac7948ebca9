// One of the two processes of the API, built, with NODE_ENV=production. What it logs goes to a file.
import { openSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { end, ended, start } from './children.mjs';
import { until } from './until.mjs';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const PRELOADED = ['names.mjs', 'strikes.mjs'].flatMap((name) => ['--import', file(name)]);
const LONGEST_START_MS = 120_000;

export class Replica {
  #child;

  constructor(name, folder, { port, metricsPort, environment }) {
    Object.assign(this, { name, port, metricsPort, environment });
    this.logFile = join(folder, `${name}.log`);
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.#child.pid;
  }

  /** Starts it, with so many files it may open, and waits until it is ready. */
  async start(openFiles) {
    const log = openSync(this.logFile, 'a');
    const node = [process.execPath, ...PRELOADED, file('../../dist/main.js')];
    const limited = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
    const [program, ...parameters] = [...limited, ...node];
    const child = start(program, parameters, {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        PORT: String(this.port),
        HOST: '127.0.0.1',
        METRICS_PORT: String(this.metricsPort),
        METRICS_HOST: '127.0.0.1',
        ...this.environment,
      },
      stdio: ['ignore', log, log, 'ipc'],
    });
    this.#child = child;
    const isReady = async () => {
      if (child.exitCode !== null) return true;
      const { statusCode, body } = await request(`${this.url}/health/ready`);
      await body.dump();
      return statusCode === 200;
    };
    await until(isReady, LONGEST_START_MS, `replica ${this.name} was not ready`);
    if (child.exitCode !== null) throw new Error(`replica ${this.name} ended: ${this.log.slice(-2_000)}`);
  }

  /** SIGTERM; answers the exit code. */
  stop() {
    return end(this.#child);
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** Its exit code, once it has ended. */
  get ended() {
    return ended(this.#child);
  }

  strike(word) {
    this.#child.send(word);
  }

  get log() {
    return readFileSync(this.logFile, 'utf8');
  }

  async metrics() {
    const { body } = await request(`http://127.0.0.1:${this.metricsPort}/metrics`);
    return body.text();
  }

  /** The sum of all series of a metric; those with these labels only, where some are given. */
  async metric(name, labels = '') {
    const lines = (await this.metrics())
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return lines.filter((line) => line.includes(labels)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Resident memory in MiB. */
  get memory() {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]) / 1_024;
  }

  get sockets() {
    const folder = `/proc/${this.pid}/fd`;
    const isSocket = (descriptor) => {
      try {
        return readlinkSync(join(folder, descriptor)).startsWith('socket:');
      } catch {
        return false;
      }
    };
    return readdirSync(folder).filter(isSocket).length;
  }
}
