// The identity service of a comparison: discovery, keys and on-behalf-of exchanges over TLS, as Entra answers them.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { Directory } from './directory.mjs';

const SCOPE = 'User.Read Mail.ReadWrite Files.ReadWrite.All';

/** Starts it in this process. `folder` gets `ca.pem`, the certificate to be trusted. */
export async function startIdentity(folder) {
  const [key, cert] = [join(folder, 'identity.key'), join(folder, 'ca.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...names,
  ]);
  if (made.status !== 0) throw new Error('openssl did not make a certificate');
  let directory;
  const counts = { exchanges: 0 };
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const answer = (value) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const { origin, issuer, tenantId } = directory;
    if (request.url.includes('openid-configuration'))
      return answer({
        issuer,
        jwks_uri: `${origin}/${tenantId}/discovery/v2.0/keys`,
        token_endpoint: `${origin}/${tenantId}/oauth2/v2.0/token`,
        authorization_endpoint: `${origin}/${tenantId}/oauth2/v2.0/authorize`,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
      });
    if (request.url.includes('/discovery/')) return answer(directory.keys);
    counts.exchanges += 1;
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    return request.on('end', () => {
      const assertion = new URLSearchParams(Buffer.concat(pieces).toString()).get('assertion') ?? '';
      const { oid, tid } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
      answer({
        token_type: 'Bearer',
        scope: SCOPE,
        expires_in: 5_000,
        ext_expires_in: 5_000,
        access_token: randomBytes(1_200).toString('base64url'),
        client_info: Buffer.from(JSON.stringify({ uid: oid, utid: tid })).toString('base64url'),
      });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  directory = new Directory(`https://localhost:${server.address().port}`);
  return { directory, counts, ca: cert, close: () => server.close().closeAllConnections() };
}
