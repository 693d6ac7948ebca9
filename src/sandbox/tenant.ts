import Fastify from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../common/clock.js';
import { SystemClock } from '../common/clock.js';
import type { Cloud, Identity } from './cloud.js';
import type { Directory } from './directory/directory.js';
import { seededDirectory } from './directory/seeded-directory.js';
import type { ApiOrigins } from './directory/seeded-directory.js';
import { openDoor } from './door.js';
import { EarlyServer } from './early-server.js';
import { Faults } from './faults.js';
import { makeApplicationCertificates } from './installation/application-certificates.js';
import { serverCredentials } from './installation/certificate-authority.js';
import { Installation } from './installation/installation.js';
import { Journal } from './journal.js';
import { listen } from './listening.js';
import { Origins } from './origins.js';
import { originsOfPlayed, playedAuthorities } from './played-authorities.js';
import { registerRooms } from './rooms.js';

export interface TenantOptions {
  /** Where the installation keeps its files. */
  readonly folder: string;
  /** Of the plain address; 0 takes any free one. */
  readonly port: number;
  /** Of the TLS address; 0 takes any free one. */
  readonly tlsPort: number;
  /** The address to listen at; `localhost` is both loopback addresses. */
  readonly host: string;
  /** Where the API is, for its redirect addresses and identifier URIs. */
  readonly api: ApiOrigins;
  readonly clock?: Clock;
  /** Origins to answer at beside the two on localhost. */
  readonly furtherOrigins?: readonly string[];
  /** Host names and addresses of the server certificate beside localhost. */
  readonly tlsHosts?: readonly string[];
  /** The origin that tokens name as their issuer; the TLS address by default. */
  readonly issuer?: string;
}

/** A running embedded tenant. */
export interface Tenant {
  readonly cloud: Cloud;
  readonly identity: Identity;
  readonly origins: Origins;
  /** Stops listening, cuts connections, ends everything that would keep the process alive. */
  close(): Promise<void>;
}

/** Starts the embedded tenant on a plain and a TLS address. Throws EADDRINUSE when one is taken. */
export async function startTenant(options: TenantOptions): Promise<Tenant> {
  const clock = options.clock ?? new SystemClock();
  const installation = new Installation(options.folder);
  const directory = seededDirectory(installation, options.api);
  const [credentials] = await Promise.all([
    serverCredentials(installation, clock, [...(options.tlsHosts ?? []), ...playedHosts(directory)]),
    makeApplicationCertificates(installation, directory.applications, clock),
  ]);

  const early = new EarlyServer();
  const plain = await listen(early.server, options.host, options.port);
  const door = await openDoor({
    host: options.host,
    port: options.tlsPort,
    credentials,
    behind: () => ({ host: reachable(options.host), port: plain.port }),
  }).catch(async (error: unknown) => {
    await plain.close();
    throw error;
  });
  const played = playedAuthorities(directory, door.port);
  // An origin leaves out its scheme's default port, and so do the Host headers of those who ask there.
  const origins = new Origins(
    new URL(`http://localhost:${plain.port}`).origin,
    new URL(`https://localhost:${door.port}`).origin,
    [...(options.furtherOrigins ?? []), ...originsOfPlayed(played)],
    options.issuer,
  );

  const cloud: Cloud = {
    clock,
    origins,
    installation,
    directory,
    journal: new Journal(),
    faults: new Faults(),
    played,
  };
  const app = Fastify({
    serverFactory: early.serverFor,
    routerOptions: { caseSensitive: false, maxParamLength: 4096 },
    frameworkErrors: refuseAddress,
  });
  const identity = await registerRooms(app, cloud, options.api);
  await app.ready();
  early.answer();

  return {
    cloud,
    identity,
    origins,
    close: async () => {
      await Promise.all([plain.close(), door.close()]);
      await app.close();
    },
  };
}

/** Host names do not depend on the port, which is not known before the certificate is. */
function playedHosts(directory: Directory): readonly string[] {
  return originsOfPlayed(playedAuthorities(directory, 443)).map((origin) => new URL(origin).hostname);
}

function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' || host === 'localhost' ? '127.0.0.1' : host;
}

/** Answers an address the router cannot even read, without repeating it. */
function refuseAddress(_error: unknown, _request: unknown, reply: { hijack(): unknown; raw: ServerResponse }): void {
  const body = JSON.stringify({ error: { code: 'BadRequest', message: 'The request address is malformed.' } });
  reply.hijack();
  reply.raw.writeHead(400, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
