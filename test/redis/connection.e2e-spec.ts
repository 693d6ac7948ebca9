import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../src/common/clock.js';
import { Log } from '../../src/common/log.js';
import { Redis } from '../../src/common/redis/redis.js';
import type { ServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { serverCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { Installation } from '../../src/sandbox/installation/installation.js';
import type { RedisSettings } from '../helpers/redis-server.js';
import { RedisServer } from '../helpers/redis-server.js';
import { lacks, starts } from '../helpers/requires.js';

const CHANNEL = 'behalf:test';
const PATIENT = { timeout: 20_000, interval: 10 };
const HEARTBEAT_MS = 300;

describe.skipIf(lacks('connections to Redis', { 'redis-server': starts('redis-server', '--version') }))(
  'a connection to Redis',
  () => {
    const opened: { close(): unknown }[] = [];
    afterEach(async () => {
      for (const each of opened.splice(0).toReversed()) await each.close();
    });

    const connected = (
      url: string,
      { heartbeatMs = HEARTBEAT_MS, roots = (): string[] | undefined => undefined } = {},
    ): Redis => {
      const settings = { url, commandTimeoutMs: 200, heartbeatMs, roots };
      const redis = new Redis(settings, new SystemClock(), new Log('fatal', { write: () => undefined }));
      opened.push(redis);
      return redis;
    };
    const started = async (settings?: RedisSettings): Promise<RedisServer> => {
      const server = await RedisServer.start(settings);
      opened.push(server);
      return server;
    };
    const calls = (server: RedisServer, command: string): Promise<number> =>
      server.with(async (client) => {
        const counted = new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(await client.info('commandstats'));
        return Number(counted?.[1] ?? 0);
      });

    it('says that messages may have been missed once for each subscription that broke', async () => {
      const server = await started();
      const redis = connected(server.url);
      const [heard, lost] = [vi.fn<(message: string) => void>(), vi.fn<() => void>()];
      redis.subscribe(CHANNEL, heard, lost);
      await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(1), PATIENT);
      server.freeze();
      try {
        // Its end.
        await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(2), PATIENT);
      } finally {
        server.thaw();
      }
      // And the next one's beginning; attempts that met the frozen server may have ended between.
      await vi.waitFor(async () => {
        await server.with((client) => client.publish(CHANNEL, 'again'));
        expect(heard).toHaveBeenCalled();
      }, PATIENT);
      const before = lost.mock.calls.length;
      const pings = await calls(server, 'ping');
      await vi.waitFor(async () => expect(await calls(server, 'ping')).toBeGreaterThan(pings + 3), PATIENT);
      expect(lost).toHaveBeenCalledTimes(before);
    });

    it('loses no subscription to a Redis that is slow', async () => {
      const server = await started({ options: ['--enable-debug-command', 'yes'] });
      const lost = vi.fn<() => void>();
      connected(server.url, { heartbeatMs: 1_500 }).subscribe(CHANNEL, () => undefined, lost);
      await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(1), PATIENT);
      const pings = await calls(server, 'ping');
      // Longer than a command may take, again and again.
      while ((await calls(server, 'ping')) < pings + 3)
        await server.with((client) => client.call('DEBUG', 'SLEEP', '0.6'));
      expect(lost).toHaveBeenCalledTimes(1);
    });

    it('asks again for a subscription that was refused', async () => {
      const server = await started();
      await server.with((client) => client.call('ACL', 'SETUSER', 'default', '-subscribe'));
      const redis = connected(server.url);
      const [heard, lost] = [vi.fn<(message: string) => void>(), vi.fn<() => void>()];
      redis.subscribe(CHANNEL, heard, lost);
      await vi.waitFor(() => expect(lost).toHaveBeenCalled(), PATIENT);
      expect(heard).not.toHaveBeenCalled();
      await server.with((client) => client.call('ACL', 'SETUSER', 'default', '+subscribe'));
      await vi.waitFor(async () => {
        await server.with((client) => client.publish(CHANNEL, 'hello'));
        expect(heard).toHaveBeenCalledWith('hello');
      }, PATIENT);
    });

    it('trusts over TLS what is trusted when it connects', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'behalf-roots-'));
      opened.push({ close: () => rmSync(folder, { recursive: true }) });
      const made = (name: string): Promise<ServerCredentials> =>
        serverCredentials(new Installation(join(folder, name)), new SystemClock());
      const [own, other] = [await made('own'), await made('other')];
      const server = await started({ tls: own });
      let roots = [other.ca];
      const asked = vi.fn<() => string[]>(() => roots);
      const redis = connected(server.url, { roots: asked });
      await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(2), PATIENT);
      expect(redis.available).toBe(false);
      roots = [own.ca];
      await vi.waitFor(() => expect(redis.available).toBe(true), PATIENT);
      expect(await redis.run((client) => client.set('behalf:test', 'a'))).toBe('OK');
    });
  },
);
