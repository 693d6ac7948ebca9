import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONFIGURATION = fileURLToPath(new URL('../../deploy/compose/nginx.conf', import.meta.url));

/** JavaScript, because the drills (bench/drills) use it as well. */
export function fittedNginx(folder, { ports, replicas, tls }) {
  const replaced = {
    ' /tmp/': ` ${folder}/`,
    '172.30.77.11:3000': `127.0.0.1:${replicas[0]}`,
    '172.30.77.12:3000': `127.0.0.1:${replicas[1]}`,
    'listen 8443': `listen 127.0.0.1:${ports.https}`,
    'listen 8080': `listen 127.0.0.1:${ports.http}`,
    '/etc/behalf/': `${folder}/`,
  };
  let text = readFileSync(CONFIGURATION, 'utf8');
  for (const [from, to] of Object.entries(replaced)) {
    if (!text.includes(from)) throw new Error(`nginx.conf does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls/tls.crt'), tls.cert);
  writeFileSync(join(folder, 'tls/tls.key'), tls.key, { mode: 0o600 });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, text);
  return ['-p', folder, '-c', file, '-e', 'stderr'];
}
