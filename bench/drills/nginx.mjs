// This machine's nginx with the configuration of deploy/compose, in which addresses, ports and folders alone are replaced.
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './children.mjs';
import { freePort } from './free-port.mjs';

const CONFIGURATION = fileURLToPath(new URL('../../deploy/compose/nginx.conf', import.meta.url));

export async function startNginx(folder, port, replicas, { cert, key }) {
  const replaced = {
    ' /tmp/': ` ${folder}/`,
    '172.30.77.11:3000': `127.0.0.1:${replicas[0]}`,
    '172.30.77.12:3000': `127.0.0.1:${replicas[1]}`,
    'listen 8443': `listen 127.0.0.1:${port}`,
    'listen 8080': `listen 127.0.0.1:${await freePort()}`,
    '/etc/behalf/': `${folder}/`,
  };
  let text = readFileSync(CONFIGURATION, 'utf8');
  for (const [from, to] of Object.entries(replaced)) {
    if (!text.includes(from)) throw new Error(`nginx.conf does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls/tls.crt'), cert);
  writeFileSync(join(folder, 'tls/tls.key'), key, { mode: 0o600 });
  writeFileSync(join(folder, 'nginx.conf'), text);
  const log = join(folder, 'nginx.log');
  const parameters = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
  return start('nginx', [...parameters, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', openSync(log, 'a')] });
}
