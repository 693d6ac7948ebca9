import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect as connectPlain } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/common/clock.js';
import { openDoor } from '../../src/sandbox/door.js';
import { serverCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import type { ServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { Installation } from '../../src/sandbox/installation/installation.js';
import type { Listening } from '../../src/sandbox/listening.js';

const folder = mkdtempSync(join(tmpdir(), 'behalf-door-'));
const closedBehind: boolean[] = [];
let behind: Server;
let credentials: ServerCredentials;
let door: Listening;
let agent: Agent;

beforeAll(async () => {
  behind = createServer((incoming, outgoing) => {
    if (incoming.url === '/cut') {
      outgoing.writeHead(200, { 'content-length': 100 }).write('half');
      setImmediate(() => incoming.socket.destroy());
    } else if (incoming.url === '/silent') outgoing.on('close', () => closedBehind.push(outgoing.writableEnded));
    else incoming.pipe(outgoing);
  }).listen(0, 'localhost');
  await once(behind, 'listening');
  credentials = await serverCredentials(new Installation(folder), new SystemClock(), ['door.example']);
  door = await openDoor({ host: 'localhost', port: 0, credentials, behind: () => plainAddress() });
  agent = new Agent({ connect: { ca: credentials.ca } });
});
afterAll(async () => {
  await Promise.all([agent.destroy(), door.close()]);
  behind.closeAllConnections();
  behind.close();
  rmSync(folder, { recursive: true });
});

function plainAddress(): { host: string; port: number } {
  const address = behind.address();
  return { host: 'localhost', port: isAddress(address) ? address.port : 0 };
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

describe('the TLS door', () => {
  it('carries megabytes both ways unchanged', async () => {
    const sent = randomBytes(8 * 1024 * 1024);
    const { body } = await request(`https://localhost:${door.port}/`, {
      method: 'POST',
      body: sent,
      dispatcher: agent,
    });
    const received = Buffer.from(await body.arrayBuffer());
    expect(createHash('sha256').update(received).digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
  });

  it.each(['127.0.0.1', '[::1]', 'localhost'])('is trusted at %s', async (host) => {
    const { statusCode, body } = await request(`https://${host}:${door.port}/`, { dispatcher: agent });
    await body.dump();
    expect(statusCode).toBe(200);
  });

  it('is trusted under a further host name', async () => {
    const socket = connect({ port: door.port, host: 'localhost', servername: 'door.example', ca: credentials.ca });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  it('is not trusted under another name', async () => {
    const socket = connect({ port: door.port, host: 'localhost', servername: 'evil.example', ca: credentials.ca });
    const [error] = await once(socket, 'error').catch((reason: unknown) => [reason]);
    expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('refuses TLS 1.1', async () => {
    const socket = connect({ port: door.port, host: 'localhost', maxVersion: 'TLSv1.1', ca: credentials.ca });
    await expect(once(socket, 'secureConnect')).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SSL|ECONNRESET/),
    });
  });

  it('survives a client that speaks no TLS', async () => {
    const socket = connectPlain(door.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    const { statusCode, body } = await request(`https://localhost:${door.port}/`, { dispatcher: agent });
    await body.dump();
    expect(statusCode).toBe(200);
  });

  it('passes on that the server behind cut the connection', async () => {
    const { body } = await request(`https://localhost:${door.port}/cut`, { dispatcher: agent });
    await expect(body.text()).rejects.toMatchObject({
      code: expect.stringMatching(/UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ECONNRESET/),
    });
  });

  it('passes on that the client went away', async () => {
    const asked = request(`https://localhost:${door.port}/silent`, {
      dispatcher: agent,
      signal: AbortSignal.timeout(100),
    });
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect.poll(() => closedBehind).toEqual([false]);
  });

  it('ends the connection when nobody listens behind it', async () => {
    const lost = await openDoor({
      host: 'localhost',
      port: 0,
      credentials,
      behind: () => ({ host: '127.0.0.1', port: 1 }),
    });
    await expect(request(`https://localhost:${lost.port}/`, { dispatcher: agent })).rejects.toThrow(
      /closed|ECONNRESET/,
    );
    await lost.close();
  });
});
