import Fastify from 'fastify';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Clock } from '../../../src/common/clock.js';
import type { AccessTokenClaims, Cloud, Identity } from '../../../src/sandbox/cloud.js';
import { seededDirectory } from '../../../src/sandbox/directory/seeded-directory.js';
import type { User } from '../../../src/sandbox/directory/types.js';
import { Faults } from '../../../src/sandbox/faults.js';
import { registerGraph } from '../../../src/sandbox/graph/graph.js';
import { Installation } from '../../../src/sandbox/installation/installation.js';
import { Journal } from '../../../src/sandbox/journal.js';
import { Origins } from '../../../src/sandbox/origins.js';

/** A clock that stands still until it is moved. */
export class StandingClock extends Clock {
  at = Date.UTC(2026, 5, 17, 9, 30);

  override now(): number {
    return this.at;
  }
}

/** The embedded Graph over real HTTP, before an identity whose tokens any claims can be put into. */
export interface GraphFixture {
  readonly origin: string;
  readonly cloud: Cloud;
  readonly clock: StandingClock;
  user(userPrincipalName: string): User;
  /** A token that proves itself; claims given override, undefined ones are left out. */
  token(claims: Readonly<Record<string, unknown>>): string;
  /** A user's token with these delegated scopes. */
  tokenOf(userPrincipalName: string, ...scopes: string[]): string;
  /** GET as a user with these scopes; the path from `/me` on, or a whole address. */
  get(path: string, as: string, scopes: readonly string[], headers?: Record<string, string>): Promise<Answer>;
  send(path: string, init: RequestInit): Promise<Answer>;
  reset(): void;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON object; fails when it is none. */
  readonly json: Record<string, unknown>;
  /** `value` of a collection. */
  readonly value: readonly Record<string, unknown>[];
  readonly nextLink: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

const object = z.record(z.string(), z.unknown());
const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export async function startGraph(): Promise<GraphFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-graph-'));
  const clock = new StandingClock();
  const identity = new OpenIdentity();
  const app = Fastify({ routerOptions: { caseSensitive: false, maxParamLength: 4096 } });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 64 * 1024 * 1024 }, (_request, body, done) =>
    done(null, body),
  );
  const installation = new Installation(folder);
  const origins: { current: Origins } = { current: new Origins('http://localhost:1', 'https://localhost:2') };
  const cloud: Cloud = {
    clock,
    installation,
    directory: seededDirectory(installation, { http: 'http://localhost:3000', https: 'https://localhost:3443' }),
    journal: new Journal(),
    faults: new Faults(),
    played: [],
    get origins() {
      return origins.current;
    },
  };
  const registered = await registerGraph(app, cloud, identity);
  cloud.faults.install(app, 'graph');
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  origins.current = new Origins(origin, 'https://localhost:2');

  const user = (name: string): User => {
    const [found] = cloud.directory.usersNamed(name);
    if (found === undefined) throw new Error(`no seeded user is called ${name}`);
    return found;
  };
  const token = (claims: Readonly<Record<string, unknown>>): string => {
    const now = Math.floor(clock.now() / 1000);
    return identity.sign({ aud: 'https://graph.microsoft.com', iat: now, exp: now + 3600, ver: '1.0', ...claims });
  };
  const tokenOf = (name: string, ...scopes: string[]): string => {
    const { tenantId, id } = user(name);
    return token({ tid: tenantId, oid: id, scp: scopes.join(' ') });
  };
  const send = async (path: string, init: RequestInit): Promise<Answer> =>
    answerOf(await fetch(path.startsWith('http') ? path : `${origin}/v1.0${path}`, { redirect: 'manual', ...init }));
  return {
    origin,
    cloud,
    clock,
    user,
    token,
    tokenOf,
    send,
    reset: () => registered.reset(),
    get: (path, as, scopes, headers = {}) =>
      send(path, { headers: { authorization: `Bearer ${tokenOf(as, ...scopes)}`, ...headers } }),
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString();
  const parsed = (): Record<string, unknown> => object.parse(JSON.parse(text));
  const told = (): z.infer<typeof failure> | undefined =>
    response.status < 400 || text === '' ? undefined : failure.parse(JSON.parse(text));
  return {
    status: response.status,
    headers: response.headers,
    text,
    bytes,
    get json() {
      return parsed();
    },
    get value() {
      return z.array(object).parse(parsed()['value']);
    },
    get nextLink() {
      return z.string().optional().parse(parsed()['@odata.nextLink']);
    },
    get errorCode() {
      return told()?.error.code;
    },
    get errorMessage() {
      return told()?.error.message;
    },
  };
}

/** Proves exactly the tokens it signed, whatever they claim. */
class OpenIdentity implements Identity {
  private readonly key = randomBytes(32);

  sign(claims: Readonly<Record<string, unknown>>): string {
    const signed = [{ alg: 'HS256', jti: randomUUID() }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${this.mark(signed)}`;
  }

  async verify(raw: string): Promise<AccessTokenClaims | undefined> {
    const [header, payload = '', mark] = raw.split('.');
    if (mark !== this.mark(`${header}.${payload}`)) return undefined;
    const shape = z.looseObject({
      aud: z.string(),
      tid: z.string(),
      oid: z.string(),
      iat: z.number(),
      exp: z.number(),
      scp: z.string().exactOptional(),
      roles: z.array(z.string()).exactOptional(),
      idtyp: z.string().exactOptional(),
      appid: z.string().exactOptional(),
    });
    return shape.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  }

  async mintApiToken(): Promise<string> {
    throw new Error('the embedded Graph mints no tokens');
  }

  async rotateKeys(): Promise<string> {
    throw new Error('the embedded Graph rotates no keys');
  }

  reset(): void {
    // It keeps nothing.
  }

  private mark(signed: string): string {
    return createHmac('sha256', this.key).update(signed).digest('base64url');
  }
}
