import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../helpers/free-port.js';
import { CONTEXT } from './image-steps.js';

export interface Nginx {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * This machine's nginx with the configuration of deploy/compose, in which addresses, ports and folders alone are
 * replaced. Throws with what nginx says of a configuration it does not take.
 */
export async function startNginx(
  replicas: readonly [number, number],
  tls: { readonly cert: string; readonly key: string },
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-nginx-'));
  const port = await freePort();
  const replaced: Readonly<Record<string, string>> = {
    ' /tmp/': ` ${folder}/`,
    '172.30.77.11:3000': `127.0.0.1:${replicas[0]}`,
    '172.30.77.12:3000': `127.0.0.1:${replicas[1]}`,
    'listen 8443': `listen 127.0.0.1:${port}`,
    'listen 8080': `listen 127.0.0.1:${await freePort()}`,
    '/etc/behalf/': `${folder}/`,
  };
  let text = readFileSync(join(CONTEXT, 'deploy/compose/nginx.conf'), 'utf8');
  for (const [from, to] of Object.entries(replaced)) {
    if (!text.includes(from)) throw new Error(`nginx.conf does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls/tls.crt'), tls.cert);
  writeFileSync(join(folder, 'tls/tls.key'), tls.key, { mode: 0o600 });
  writeFileSync(join(folder, 'nginx.conf'), text);
  const parameters = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
  const { status, stderr } = spawnSync('nginx', [...parameters, '-t'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const child = spawn('nginx', [...parameters, '-g', 'daemon off;'], { stdio: 'ignore' });
  await vi.waitFor(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect').finally(() => socket.destroy());
  });
  return {
    origin: `https://localhost:${port}`,
    close: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}
