import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from '../helpers/free-port.js';
import { fittedNginx } from './fitted-nginx.mjs';

export interface Nginx {
  readonly origin: string;
  close(): Promise<void>;
}

/** This machine's nginx with the configuration of deploy/compose. Throws with what nginx says where it does not take it. */
export async function startNginx(
  replicas: readonly [number, number],
  tls: { readonly cert: string; readonly key: string },
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-nginx-'));
  const port = await freePort();
  const ports = { https: port, http: await freePort() };
  const parameters = fittedNginx(folder, { ports, replicas, tls });
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
