import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { packageVersion } from '../../src/common/package-version.js';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { settingsFor } from '../helpers/api.js';
import { freePort } from '../helpers/free-port.js';
import { starts } from '../helpers/requires.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { startCollector } from '../telemetry/collector.js';
import { mayContain, startContained } from './container.js';
import { runImageSteps } from './image-steps.js';
import type { Image } from './image-steps.js';

/** The base image's own files: 126 MB of Node.js 24 and 24 MB of Debian's C and C++ libraries. */
const BASE_IMAGE_MB = 150;
/** A name that is not loopback's, as production wants it. */
const AUTHORITY = 'login.tenant.example';

/**
 * The tenant's discovery document and keys under a name that is not loopback's. What the documents say of addresses is
 * told of that name, because an authority names itself.
 */
async function openAuthority(tenant: TestTenant): Promise<Server> {
  const { cert, key } = keptServerCredentials(tenant.cloud.installation);
  const server = createServer({ cert, key }, (incoming, response) => {
    const answer = async (): Promise<void> => {
      const url = `${tenant.origins.https}${incoming.url ?? ''}`;
      const { statusCode, body } = await request(url, { dispatcher: tenant.agent });
      const text = (await body.text()).replaceAll(tenant.origins.https, originOf(server));
      response.writeHead(statusCode, { 'content-type': 'application/json' }).end(text);
    };
    answer().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return `https://${AUTHORITY}:${address.port}`;
}

/** What a process has used of the processors so far. proc(5): utime and stime in hundredths of a second. */
function processorMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const packageOf = z.object({ name: z.string(), version: z.string() });
const billOfMaterials = z.object({ components: z.array(packageOf) });
const idsOf = z.object({ value: z.array(z.object({ id: z.string() })) });
/** What the image asks its own address for, so that it is all there: the pages of src/openapi/docs.ts. */
const DOCS = ['/openapi.json', '/docs', '/docs/init.js', '/docs/behalf.css', '/docs/swagger-ui.css'];
const ASSETS = ['/docs/swagger-ui-bundle.js', '/docs/favicon-32x32.png', '/docs/oauth2-redirect.html'];

/** Steps take minutes and the registry, so this runs by itself: `npm run test:image`, as root. */
describe.skipIf(process.env['IMAGE'] !== 'steps')('the image', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-image-'));
  let image: Image;
  let tenant: TestTenant;
  let authority: Server;
  let home: string;

  beforeAll(async () => {
    if (!starts('unshare', '--version') || !mayContain()) throw new Error('run this as root, with CAP_SYS_ADMIN');
    chmodSync(folder, 0o755);
    image = await runImageSteps(folder);
    home = join(image.root, image.workingDirectory);
    tenant = await startTestTenant({ folder: mkdtempSync(join(folder, 'tenant-')), tlsHosts: [AUTHORITY] });
    authority = await openAuthority(tenant);
    copyFileSync(tenant.caPath, join(folder, 'ca.pem'));
    chmodSync(join(folder, 'ca.pem'), 0o644);
  }, 600_000);
  afterAll(async () => {
    authority.close();
    authority.closeAllConnections();
    await tenant.close();
    rmSync(folder, { recursive: true });
  }, 600_000);

  const environment = async (production: boolean): Promise<Record<string, string>> => {
    const PORT = String(await freePort());
    const origin = production ? originOf(authority) : tenant.origins.https;
    return {
      ...settingsFor(tenant),
      PORT,
      PUBLIC_URLS: production ? 'https://api.example' : `http://localhost:${PORT}`,
      AZURE_AUTHORITY_HOST: origin,
      BROWSER_AUTHORITY_HOST: origin,
      GRAPH_BASE_URL: origin,
      EXTRA_CA_FILE: join(folder, 'ca.pem'),
      ...(!production && { NODE_ENV: 'test' }),
    };
  };
  const hosts = { [AUTHORITY]: '127.0.0.1' };
  const ended = async (child: ChildProcess): Promise<unknown> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  };
  const ready = async (child: ChildProcess, port = ''): Promise<number> => {
    const began = performance.now();
    await vi.waitFor(
      async () => {
        const { statusCode, body } = await request(`http://127.0.0.1:${port}/health/ready`);
        await body.dump();
        if (child.exitCode !== null || statusCode !== 200) throw new Error('the API is not ready');
      },
      { timeout: 30_000, interval: 50 },
    );
    return performance.now() - began;
  };
  const files = (): string[] =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1));

  it('holds no sandbox, no test, no source and no setting', () => {
    const own = files().filter((name) => !name.includes('node_modules/'));
    expect(own.filter((name) => /sandbox|^dist\/(?:demo|cli)\/|\.spec\.|\.ts$|\.env|\.pem$/.test(name))).toEqual([]);
    const programs = own.filter((name) => name.endsWith('js') && !/\/main-[\w-]+\.js$/.test(name));
    expect(programs.toSorted()).toEqual([
      'dist/doctor/main.js',
      'dist/graph/markdown/conversion-thread.js',
      'dist/main.js',
      'health-check.mjs',
    ]);
  });

  it('holds packages of production alone, each with its licence; its bill of materials names these and no others', () => {
    const read = (name: string): string => readFileSync(join(home, name), 'utf8');
    const { components } = billOfMaterials.parse(JSON.parse(read('dist/behalf.cdx.json')));
    const billed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    const copied = files()
      .filter((name) => /^dist\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(name))
      .map((name) => packageOf.parse(JSON.parse(read(name))))
      .map(({ name, version }) => `${name}@${version}`);
    const held = read('dist/THIRD-PARTY.txt')
      .split(/^-{80}$/m)
      .map((section) => section.trim().split('\n')[0]?.replace(' ', '@') ?? '');
    expect(held.length).toBeGreaterThan(100);
    expect(copied.length).toBeGreaterThan(0);
    expect([...billed].toSorted()).toEqual([...new Set([...held, ...copied])].toSorted());
  });

  it('is smaller than 200 MB with its base image', () => {
    const megabytes = files().reduce((sum, name) => sum + statSync(join(home, name)).size, 0) / 1_000_000;
    process.stdout.write(`image: ${megabytes.toFixed(1)} MB on a base of ${BASE_IMAGE_MB} MB\n`);
    expect(megabytes + BASE_IMAGE_MB).toBeLessThan(200);
  });

  it('gets ready as another user on a read-only file system, and tells how long that took', async () => {
    const settings = await environment(true);
    const times: number[] = [];
    const processor: number[] = [];
    for (let start = 0; start < 3; start += 1) {
      const child = startContained(image, settings, hosts);
      times.push(await ready(child, settings['PORT']));
      processor.push(processorMs(child));
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);
      expect(status).toMatch(/^CapBnd:\t0+$/m);
      expect(readFileSync(`/proc/${child.pid}/mounts`, 'utf8')).toMatch(/^\S+ \/ \S+ ro,/m);
      child.kill('SIGTERM');
      expect(await ended(child)).toBe(0);
    }
    const list = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(', ');
    process.stdout.write(`ready after ${list(times)} ms, of which ${list(processor)} ms on a processor\n`);
  });

  it('serves a caller, and its health check says so', async () => {
    const settings = await environment(false);
    const child = startContained(image, settings, hosts);
    let log = '';
    child.stdout?.on('data', (piece: Buffer) => (log += piece.toString()));
    try {
      await ready(child, settings['PORT']);
      await vi.waitUntil(() => log.includes('"event":"started"'), { timeout: 30_000 });
      expect(log).toContain(`"version":"${packageVersion()}"`);
      const token = await tenant.identity.mintApiToken({ user: tenant.user('megan@contoso.example') });
      const answer = await request(`http://localhost:${settings['PORT']}/v1.0/me`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await answer.body.json()).toMatchObject({ userPrincipalName: 'megan@contoso.example' });
      const pages = await request(`http://localhost:${settings['PORT']}/v1.0/me/onenote/pages`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const [page] = idsOf.parse(await pages.body.json()).value;
      // By a thread of its own, which no bundler finds by itself.
      const markdown = await request(`http://localhost:${settings['PORT']}/v1.0/me/onenote/pages/${page?.id}/content`, {
        headers: { authorization: `Bearer ${token}`, accept: 'text/markdown' },
      });
      expect(markdown.statusCode).toBe(200);
      expect(markdown.headers['content-type']).toMatch(/^text\/markdown/);
      expect((await markdown.body.text()).length).toBeGreaterThan(0);
      for (const path of [...DOCS, ...ASSETS]) {
        // On a busy machine it may be overloaded for a moment.
        const served = async (): Promise<void> => {
          const { statusCode, body } = await request(`http://localhost:${settings['PORT']}${path}`);
          await body.dump();
          expect([path, statusCode]).toEqual([path, 200]);
        };
        await vi.waitFor(served, { timeout: 30_000, interval: 500 });
      }
      expect(await ended(startContained(image, settings, hosts, image.healthCheck))).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await ended(child);
    }
    expect(await ended(startContained(image, settings, hosts, image.healthCheck))).toBe(1);
  });

  it.each(['http/protobuf', 'http/json'])(
    'sends its spans by %s to where the standard variables say',
    async (protocol) => {
      const collector = await startCollector();
      const settings: Record<string, string> = {
        ...(await environment(false)),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        SHUTDOWN_DELAY_SECONDS: '0',
      };
      const child = startContained(image, settings, hosts);
      try {
        await ready(child, settings['PORT']);
        const traceId = randomBytes(16).toString('hex');
        const token = await tenant.identity.mintApiToken({ user: tenant.user('megan@contoso.example') });
        const { statusCode, body } = await request(`http://localhost:${settings['PORT']}/v1.0/me`, {
          headers: { authorization: `Bearer ${token}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
        });
        await body.dump();
        expect(statusCode).toBe(200);
        child.kill('SIGTERM');
        expect(await ended(child)).toBe(0);
        const arrived = collector.requests.map((each) => each.body);
        const id = protocol === 'http/json' ? traceId : Buffer.from(traceId, 'hex');
        for (const part of ['me.get', 'prove token', id])
          expect(arrived.some((bytes) => bytes.includes(part))).toBe(true);
      } finally {
        child.kill('SIGKILL');
        await ended(child);
        await collector.close();
      }
    },
  );

  it('holds the doctor, which examines its settings', async () => {
    const child = startContained(image, await environment(false), hosts, ['/nodejs/bin/node', 'dist/doctor/main.js']);
    let said = '';
    child.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
    expect(await ended(child)).toBe(0);
    expect(said).toContain('✓');
  });

  it('ends at once and names what is missing without settings', async () => {
    const child = startContained(image, {}, hosts);
    let said = '';
    child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
    expect(await ended(child)).toBe(1);
    expect(said).toContain('AZURE_TENANT_ID is required');
  });
});
