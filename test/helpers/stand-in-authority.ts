import { randomBytes, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Clock } from '../../src/common/clock.js';
import { SystemClock } from '../../src/common/clock.js';
import { serverCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { rsaKeyPair } from '../../src/sandbox/installation/rsa-key-pair.js';
import { Installation } from '../../src/sandbox/installation/installation.js';
import { signedToken } from './forged-tokens.js';

/** What the stand-in received. */
export interface Received {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one request in any way at all, or not. */
export type Answerer = (response: ServerResponse, received: Received) => void;

/** An RSA key pair with its place in a key set. */
export interface StandInKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * An authority and a Graph that do whatever a test says, on one https origin of a free port: for answers that the
 * embedded tenant, being as strict as Entra, never gives. Well-behaved until told otherwise.
 */
export class StandInAuthority {
  readonly tenantId = randomUUID();
  readonly clientId = randomUUID();
  readonly userId = randomUUID();
  readonly secret = randomBytes(16).toString('base64url');
  readonly key = standInKey();
  readonly received: Received[] = [];
  /** Members of the key set; anything may be among them. */
  keys: unknown[] = [];
  discovery!: Answerer;
  keySet!: Answerer;
  tokenEndpoint!: Answerer;
  graph!: Answerer;
  private issued = 0;

  private constructor(
    readonly origin: string,
    readonly caPath: string,
    private readonly server: Server,
    private readonly clock: Clock,
  ) {
    this.behave();
  }

  static async start(clock: Clock = new SystemClock()): Promise<StandInAuthority> {
    const installation = new Installation(mkdtempSync(join(tmpdir(), 'behalf-authority-')));
    const { cert, key } = await serverCredentials(installation, clock);
    let standIn: StandInAuthority | undefined;
    const server = createServer({ cert, key }, (request, response) => void standIn?.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    standIn = new StandInAuthority(`https://127.0.0.1:${address.port}`, installation.path('ca.pem'), server, clock);
    return standIn;
  }

  get issuer(): string {
    return `${this.origin}/${this.tenantId}/v2.0`;
  }

  /** The API's settings that make it the authority and the Graph of a system under test. */
  get environment(): Record<string, string> {
    return {
      AZURE_TENANT_ID: this.tenantId,
      AZURE_CLIENT_ID: this.clientId,
      AZURE_CLIENT_SECRET: this.secret,
      AZURE_AUTHORITY_HOST: this.origin,
      GRAPH_BASE_URL: this.origin,
      EXTRA_CA_FILE: this.caPath,
    };
  }

  /** What arrived at the token endpoint. */
  get exchanges(): readonly Received[] {
    return this.received.filter(({ path }) => path.endsWith('/token'));
  }

  /** How often the key set was fetched. */
  get keyFetches(): number {
    return this.received.filter(({ path }) => path.endsWith('/keys')).length;
  }

  /** A key as its set publishes it; members given override. */
  published({ kid, publicKey }: StandInKey, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return { ...publicKey.export({ format: 'jwk' }), use: 'sig', kid, issuer: this.issuer, ...changes };
  }

  /** A user's token for the API; members given override. */
  token(claims: Readonly<Record<string, unknown>> = {}, key: StandInKey = this.key): string {
    const now = Math.floor(this.clock.now() / 1000);
    const own = { aud: this.clientId, iss: this.issuer, tid: this.tenantId, oid: this.userId, ver: '2.0' };
    const times = { iat: now, nbf: now, exp: now + 3600 };
    const grant = { scp: 'access_as_user', azp: randomUUID(), uti: randomUUID() };
    return signedToken(
      key.privateKey,
      { typ: 'JWT', alg: 'RS256', kid: key.kid },
      { ...own, ...times, ...grant, ...claims },
    );
  }

  /** A good answer of the token endpoint with a token of its own; members given override. */
  tokenAnswer(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    this.issued += 1;
    const scope =
      'https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Send https://graph.microsoft.com/.default';
    return { token_type: 'Bearer', scope, expires_in: 3600, access_token: `opaque-${this.issued}`, ...changes };
  }

  /** Well again, with its first key alone, and without memory. */
  behave(): void {
    this.keys = [this.published(this.key)];
    this.discovery = (response) =>
      json(response, { issuer: this.issuer, jwks_uri: `${this.origin}/${this.tenantId}/discovery/v2.0/keys` });
    this.keySet = (response) => json(response, { keys: this.keys });
    this.tokenEndpoint = (response) => json(response, this.tokenAnswer());
    this.graph = (response, { headers }) => json(response, { receivedToken: headers.authorization?.slice(7) });
    this.forget();
  }

  /** Forgets what was received. */
  forget(): void {
    this.received.length = 0;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    rmSync(join(this.caPath, '..'), { recursive: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const [path = ''] = url.split('?');
    const received = { method, path, headers, body: await text(request) };
    this.received.push(received);
    if (received.path.endsWith('/openid-configuration')) this.discovery(response, received);
    else if (received.path.endsWith('/keys')) this.keySet(response, received);
    else if (received.path.endsWith('/token')) this.tokenEndpoint(response, received);
    else this.graph(response, received);
  }
}

/** An answerer that keeps a request waiting, and the response it waits for. */
export function held(): { readonly answerer: Answerer; readonly waiting: Promise<ServerResponse> } {
  const asked = new EventEmitter<{ request: [ServerResponse] }>();
  const waiting = new Promise<ServerResponse>((resolve) => {
    asked.once('request', resolve);
  });
  return { answerer: (response) => asked.emit('request', response), waiting };
}

const pool: ReturnType<typeof newPair>[] = [];
let drawn = 0;

/** A key under a name of its own; key pairs are dear, so that every fifth is the first again. */
export function standInKey(): StandInKey {
  const place = drawn % 4;
  drawn += 1;
  const pair = (pool[place] ??= newPair(2048));
  return { kid: randomUUID(), ...pair };
}

export function newPair(modulusLength: number): Omit<StandInKey, 'kid'> {
  return rsaKeyPair(modulusLength);
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
