// Who is compared. Each is started in a process of its own and answers at an address of its own.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { freePort } from '../free-port.mjs';
import { tokenOf } from '../tokens.mjs';

const CONNECTIONS = 16;
const LONGEST_START_MS = 180_000;
const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** `isUp` judges the status of its readiness. */
async function participant(name, users, token, start, isUp = (status) => status !== 503) {
  const port = await freePort();
  const child = start(port);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const until = Date.now() + LONGEST_START_MS;
  for (;;) {
    const answered = await pool.request({ method: 'GET', path: '/health/ready' }).catch(() => undefined);
    await answered?.body.dump();
    if (answered !== undefined && isUp(answered.statusCode)) break;
    if (child.exitCode !== null || Date.now() > until) throw new Error(`${name} did not start`);
    await pause(50);
  }
  const close = async () => {
    await pool.destroy();
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
  };
  return { name, users, token, child, pool, connections: CONNECTIONS, close };
}

const installed = (program, parameter) => spawnSync(program, [parameter]).error === undefined;
const stdio = ['ignore', 'ignore', 'inherit', 'ipc'];

/** What points this API and the textbook stack at the comparison's identity service and Graph. */
export function settings({ directory, ca, graph }, port) {
  return {
    PATH: process.env.PATH,
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URLS: `http://127.0.0.1:${port}`,
    AZURE_TENANT_ID: directory.tenantId,
    AZURE_CLIENT_ID: directory.clientId,
    AZURE_CLIENT_SECRET: directory.secret,
    AZURE_AUTHORITY_HOST: directory.origin,
    EXTRA_CA_FILE: ca,
    NODE_EXTRA_CA_CERTS: ca,
    GRAPH_BASE_URL: graph,
    DOCS: 'off',
    RATE_LIMIT_PER_MINUTE: '1000000',
  };
}

/** Everything on: proof, policy, cache, log. */
export const behalf = (world, users, parameters = []) =>
  participant(
    'Behalf',
    users,
    (user) => world.directory.token(user),
    (port) =>
      spawn(process.execPath, [...parameters, file('../../dist/main.js')], {
        env: settings(world, port),
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
  );

/**
 * The same with tokens that are already proven and exchanged, because so many cannot be made in a short time. Its
 * identity service is away: new keys would make it forget what is proven, and readiness says so.
 */
export const behalfHolding = (world, users) =>
  participant(
    'Behalf',
    users,
    tokenOf,
    (port) =>
      fork(file('../held-users.mjs'), [String(users)], {
        env: { ...settings(world, port), AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1' },
        stdio,
      }),
    () => true,
  );

const bare = (name, program) => (world, users) =>
  participant(
    name,
    users,
    (user) => world.directory.token(user),
    (port) =>
      spawn(process.execPath, [file(program)], {
        env: settings(world, port),
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
  );

export const replyFrom = bare('@fastify/reply-from, no authentication', 'reply-from.mjs');
export const floor = bare('node:http and undici alone, no authentication', 'floor.mjs');

/** `otherUsers` are held in its cache beside those who call. */
export async function textbook(world, users, otherUsers = 0) {
  const own = await participant(
    'Textbook stack',
    users + otherUsers,
    (user) => world.directory.token(user % users),
    (port) => fork(file('textbook.mjs'), { env: settings(world, port), stdio }),
  );
  if (otherUsers === 0) return own;
  const { body } = await own.pool.request({
    method: 'GET',
    path: '/v1.0/me',
    headers: { authorization: `Bearer ${own.token(0)}` },
  });
  await body.dump();
  own.child.send({ otherUsers });
  await once(own.child, 'message');
  return own;
}

/** One thread; proves signature, algorithm, audience and issuer of each token, without a cache. */
export async function haproxy(world, users) {
  if (!installed('haproxy', '-v')) return undefined;
  const { directory, folder } = world;
  const key = join(folder, 'public.pem');
  writeFileSync(key, directory.publicKey.export({ type: 'spki', format: 'pem' }));
  return participant(
    'HAProxy with jwt_verify',
    users,
    (user) => directory.token(user),
    (port) => {
      const path = join(folder, 'haproxy.cfg');
      writeFileSync(
        path,
        `global
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend callers
  bind 127.0.0.1:${port}
  http-request set-var(txn.token) http_auth_bearer
  http-request set-var(txn.alg) var(txn.token),jwt_header_query('$.alg')
  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
  http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.aud') -m str ${directory.clientId} }
  http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.iss') -m str ${directory.issuer} }
  http-request deny deny_status 401 unless { var(txn.token),jwt_verify(txn.alg,"${key}") -m int 1 }
  http-request set-header Authorization "Bearer ${directory.secret}"
  default_backend graph
backend graph
  server graph ${new URL(world.graph).host}
`,
      );
      return spawn('haproxy', ['-db', '-q', '-f', path], { stdio: ['ignore', 'ignore', 'inherit'] });
    },
  );
}

/** One worker, no authentication: what streaming costs in C. */
export async function nginx(world, users) {
  if (!installed('nginx', '-v')) return undefined;
  const { folder } = world;
  return participant(
    'nginx, no authentication',
    users,
    (user) => world.directory.token(user),
    (port) => {
      const path = join(folder, 'nginx.conf');
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
      writeFileSync(
        path,
        `worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream graph { server ${new URL(world.graph).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://graph;
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_buffering off;
    }
  }
}
`,
      );
      return spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', path, '-g', 'daemon off;'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    },
  );
}
