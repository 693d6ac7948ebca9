import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lacks, starts } from './requires.js';

/** Whether tests behind nginx must be skipped on this machine. */
export const LACKS_NGINX = lacks('Behaviour behind nginx', { nginx: starts('nginx', '-v') });

/** An nginx of one test. */
export interface Nginx {
  /** What it has logged of errors. */
  readonly errors: () => string;
  close(): Promise<void>;
}

/** Starts it with this server block and waits until `port` takes connections. `files` are written beside it, by name. */
export async function startNginx(
  port: number,
  server: (folder: string) => string,
  files: Readonly<Record<string, string>> = {},
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-nginx-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  const log = join(folder, 'error.log');
  writeFileSync(log, '');
  const configuration = `daemon off;
pid ${join(folder, 'pid')};
error_log ${log};
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  ${temporary.join('\n  ')}
${server(folder)}
}
`;
  writeFileSync(join(folder, 'nginx.conf'), configuration);
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', log], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const errors = (): string => readFileSync(log, 'utf8');
  while (!(await takes(port))) {
    if (child.exitCode !== null) throw new Error(`nginx has ended: ${errors()}`);
    await wait(20);
  }
  return {
    errors,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function takes(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  const answered = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answered;
}
