// This machine's nginx with the configuration of deploy/compose.
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fittedNginx } from '../../test/deploy/fitted-nginx.mjs';
import { start } from './children.mjs';
import { freePort } from '../free-port.mjs';

export async function startNginx(folder, port, replicas, tls) {
  const parameters = fittedNginx(folder, { ports: { https: port, http: await freePort() }, replicas, tls });
  const log = openSync(join(folder, 'nginx.log'), 'a');
  return start('nginx', [...parameters, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', log] });
}
