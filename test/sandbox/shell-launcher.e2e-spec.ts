import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { copiedSource } from '../helpers/compiled-source.js';
import { freePort } from '../helpers/free-port.js';
import { copyTenantTemplate } from '../helpers/tenant-template.js';

/** A program in place of the API: says what it was given, and ends as it is told. */
const STAND_IN = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(7);
  response.end(JSON.stringify({ environment: process.env, arguments: [...process.execArgv, ...process.argv] }));
});
server.listen(Number(process.env.PORT), 'localhost');
for (const name of ['SIGINT', 'SIGTERM'])
  process.on(name, () => { console.log('stand-in got ' + name); process.exit(0); });
`;

const seen = z.object({ environment: z.record(z.string(), z.string()), arguments: z.array(z.string()) });

interface Launched {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ports: Readonly<Record<'PORT' | 'TLS_PORT' | 'SANDBOX_PORT' | 'SANDBOX_TLS_PORT', string>>;
  output(): string;
  ended(): Promise<number | null>;
}

let dist: string;
let folder: string;
const launches: Launched[] = [];

beforeAll(async () => {
  dist = copiedSource();
  writeFileSync(join(dist, 'main.js'), STAND_IN);
  folder = mkdtempSync(join(tmpdir(), 'behalf-launcher-'));
  await copyTenantTemplate(join(folder, '.sandbox'));
});
afterEach(async () => {
  rmSync(join(folder, '.env'), { force: true });
  for (const launched of launches.splice(0)) {
    launched.process.kill('SIGKILL');
    await launched.ended();
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(dist, { recursive: true });
});

async function launch(settings: Record<string, string> = {}): Promise<Launched> {
  const [PORT, TLS_PORT, SANDBOX_PORT, SANDBOX_TLS_PORT] = await Promise.all([text(), text(), text(), text()]);
  const ports = { PORT, TLS_PORT, SANDBOX_PORT, SANDBOX_TLS_PORT };
  const started = spawn(process.execPath, [join(dist, 'sandbox/launcher.js')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...ports, ...settings },
  });
  let output = '';
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (piece: Buffer) => {
      output += piece.toString();
    });
  const exit = once(started, 'exit');
  const launched = {
    process: started,
    ports,
    output: () => output,
    ended: async () =>
      z
        .number()
        .nullable()
        .parse((await exit)[0]),
  };
  launches.push(launched);
  return launched;
}

async function text(): Promise<string> {
  return String(await freePort());
}

async function up(launched: Launched): Promise<void> {
  await expect.poll(() => launched.output(), { timeout: 20_000 }).toContain('Paste next');
}

async function answers(port: string): Promise<boolean> {
  const answer = await request(`http://localhost:${port}/`).catch(() => undefined);
  await answer?.body.dump();
  return answer !== undefined;
}

async function given({ ports }: Launched): Promise<z.infer<typeof seen>> {
  return seen.parse(await (await request(`http://localhost:${ports.PORT}/`)).body.json());
}

describe('npm start with nothing configured', () => {
  it('starts tenant, API and a TLS door, and says what to open and what to paste', async () => {
    const launched = await launch();
    await up(launched);
    const { PORT, TLS_PORT, SANDBOX_PORT } = launched.ports;
    for (const line of ['EMBEDDED TENANT', `http://localhost:${PORT}/docs`, `http://localhost:${SANDBOX_PORT}/`])
      expect(launched.output()).toContain(line);
    expect(launched.output()).toMatch(/megan@contoso\.example +\w{14} +ready/);
    expect(launched.output()).not.toContain('\u001B');

    const agent = new Agent({ connect: { ca: readFileSync(join(folder, '.sandbox/ca.pem'), 'utf8') } });
    const overTls = await request(`https://localhost:${TLS_PORT}/`, { dispatcher: agent });
    await overTls.body.dump();
    await agent.destroy();
    expect(overTls.statusCode).toBe(200);
  });

  it('points the API at the tenant by its environment, the secret nowhere else', async () => {
    const launched = await launch({ DOCS_CLIENT_ID: 'my-own', NO_PROXY: 'intranet.example' });
    await up(launched);
    const { environment, arguments: commandLine } = await given(launched);
    const { PORT, TLS_PORT, SANDBOX_PORT, SANDBOX_TLS_PORT } = launched.ports;
    expect(environment).toMatchObject({
      AZURE_AUTHORITY_HOST: `https://localhost:${SANDBOX_TLS_PORT}`,
      BROWSER_AUTHORITY_HOST: `http://localhost:${SANDBOX_PORT}`,
      GRAPH_BASE_URL: `http://localhost:${SANDBOX_PORT}`,
      EXTRA_CA_FILE: '.sandbox/ca.pem',
      PUBLIC_URLS: `http://localhost:${PORT},https://localhost:${TLS_PORT}`,
      ALLOWED_REDIRECT_URIS: ['/auth/callback', '/']
        .flatMap((path) => [`http://localhost:${PORT}${path}`, `https://localhost:${TLS_PORT}${path}`])
        .join(','),
      SESSION: 'on',
      DOCS_CLIENT_ID: 'my-own',
      NO_PROXY: 'intranet.example,localhost',
    });
    const id = environment['AZURE_CLIENT_ID'];
    const audiences = `${id},api://${id},http://localhost:${PORT},https://localhost:${TLS_PORT}`;
    expect(environment['API_AUDIENCES']).toBe(audiences);
    const secret = String(environment['AZURE_CLIENT_SECRET']);
    expect(secret).toHaveLength(32);
    expect(commandLine.join(' ')).not.toContain(secret);
    expect(launched.output()).not.toContain(secret);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('hands %s on and waits for both', async (signal) => {
    const launched = await launch();
    await up(launched);
    launched.process.kill(signal);
    expect(await launched.ended()).toBe(0);
    expect(launched.output()).toContain(`stand-in got ${signal}`);
    for (const port of Object.values(launched.ports)) expect(await answers(port)).toBe(false);
  });

  it('leaves nobody behind when it is killed itself', async () => {
    const launched = await launch();
    await up(launched);
    launched.process.kill('SIGKILL');
    await launched.ended();
    for (const port of Object.values(launched.ports))
      await expect.poll(() => answers(port), { timeout: 10_000 }).toBe(false);
  });

  it('ends with the code of an API that ends, and takes the tenant along', async () => {
    const launched = await launch();
    await up(launched);
    await request(`http://localhost:${launched.ports.PORT}/die`).catch(() => undefined);
    expect(await launched.ended()).toBe(7);
    expect(launched.output()).toContain('The API ended (exit code 7); stopping.');
    expect(await answers(launched.ports.SANDBOX_PORT)).toBe(false);
  });

  it.each(['PORT', 'TLS_PORT', 'SANDBOX_PORT', 'SANDBOX_TLS_PORT'])(
    'names %s when that port is taken',
    async (name) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const address = z.object({ port: z.number() }).parse(other.address());
      const launched = await launch({ [name]: String(address.port) });
      expect(await launched.ended()).toBe(1);
      expect(launched.output()).toContain(`Port ${address.port} is taken`);
      expect(launched.output()).toMatch(new RegExp(`\\b${name}\\.\n`));
      other.close();
    },
  );

  it('names a wrong setting', async () => {
    const launched = await launch({ SANDBOX_PORT: 'many' });
    expect(await launched.ended()).toBe(1);
    expect(launched.output()).toBe('SANDBOX_PORT must be a port number\n');
  });
});

describe('npm start with something configured', () => {
  it.each([
    ['AZURE_TENANT_ID', 'contoso.example'],
    ['AZURE_CLIENT_SECRET', 'anything'],
    ['NODE_ENV', 'production'],
  ])('starts the API alone when %s is set', async (name, value) => {
    const launched = await launch({ [name]: value });
    await expect.poll(() => answers(launched.ports.PORT), { timeout: 10_000 }).toBe(true);
    expect((await given(launched)).environment).not.toHaveProperty('AZURE_AUTHORITY_HOST');
    expect(await answers(launched.ports.SANDBOX_PORT)).toBe(false);
    launched.process.kill('SIGTERM');
    expect(await launched.ended()).toBe(0);
  });

  it('takes a .env file for configuration', async () => {
    writeFileSync(join(folder, '.env'), 'AZURE_CLIENT_ID=mine\n');
    const launched = await launch();
    await expect.poll(() => answers(launched.ports.PORT), { timeout: 10_000 }).toBe(true);
    expect((await given(launched)).environment).toMatchObject({ AZURE_CLIENT_ID: 'mine' });
    expect(await answers(launched.ports.SANDBOX_PORT)).toBe(false);
  });
});
