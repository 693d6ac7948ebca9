import { createServer } from 'node:https';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../../src/config/load-config.js';
import { certificate } from './certificates.js';
import { ConnectProxy } from './connect-proxy.js';
import type { CredentialApi, CredentialSystem } from './credential-system.js';
import { startCredentialSystem } from './credential-system.js';

const password = ['through', 'the', 'wall'].join('-');

describe('the way out', () => {
  let system: CredentialSystem;
  let proxy: ConnectProxy;

  beforeEach(async () => {
    [system, proxy] = await Promise.all([startCredentialSystem(), ConnectProxy.start()]);
  });
  afterEach(async () => {
    await Promise.all([system.close(), proxy.die()]);
  });

  const start = (environment: Record<string, string> = {}): Promise<CredentialApi> =>
    system.api(
      {
        AZURE_CLIENT_SECRET: system.tenant.cloud.directory.named('api').secret ?? '',
        GRAPH_BASE_URL: system.tenant.origins.https,
        HTTPS_PROXY: proxy.url,
        ...environment,
      },
      { limits: { connectTimeoutMs: 300 } },
    );
  const target = (): string => new URL(system.tenant.origins.https).host;
  const codeOf = async (api: CredentialApi): Promise<unknown> => {
    const { status, body } = await api.exchange();
    return { status, code: body['code'] };
  };

  it('leads through HTTPS_PROXY to Entra for keys and exchange, and to Graph', async () => {
    const api = await start();
    expect((await api.exchange()).status).toBe(200);
    const authorities = proxy.asked.map(({ authority }) => authority);
    expect(authorities.length).toBeGreaterThanOrEqual(3);
    expect(new Set(authorities)).toEqual(new Set([target()]));
    expect(proxy.others).toBe(0);
  });

  it('keeps its tunnels open for the next requests', async () => {
    const api = await start();
    await api.exchange();
    const before = proxy.asked.length;
    for (let index = 0; index < 5; index += 1) expect((await api.exchange()).status).toBe(200);
    expect(proxy.asked).toHaveLength(before);
  });

  it('shows the proxy its credentials, and nobody else', async () => {
    const api = await start({ HTTPS_PROXY: proxy.url.replace('//', `//jo:${password}@`) });
    expect((await api.exchange()).status).toBe(200);
    const authorization = `Basic ${Buffer.from(`jo:${password}`).toString('base64')}`;
    expect(new Set(proxy.asked.map((asked) => asked.authorization))).toEqual(new Set([authorization]));
    proxy.mood = 407;
    await proxy.die();
    await api.exchange();
    expect(api.log()).not.toContain(password);
    expect(api.log()).not.toContain(authorization.slice(6));
  });

  it.each(['localhost', '*', '.localhost', 'a.example, localhost'])(
    'is direct where NO_PROXY is %s',
    async (exempt) => {
      const api = await start({ NO_PROXY: exempt });
      expect((await api.exchange()).status).toBe(200);
      expect(proxy.asked).toEqual([]);
    },
  );

  it('is direct to the port that NO_PROXY names, and to no other', async () => {
    const api = await start({ NO_PROXY: target() });
    expect((await api.exchange()).status).toBe(200);
    expect(proxy.asked).toEqual([]);
    const other = await start({ NO_PROXY: 'localhost:1' });
    expect((await other.exchange()).status).toBe(200);
    expect(proxy.asked.length).toBeGreaterThanOrEqual(3);
  });

  it('is direct to what is not https: Graph of the embedded tenant, the managed identity endpoints', async () => {
    const api = await start({
      GRAPH_BASE_URL: system.tenant.origins.http,
      ...system.managedIdentity('imds'),
      AZURE_CLIENT_SECRET: '',
    });
    expect((await api.exchange()).status).toBe(200);
    expect(new Set(proxy.asked.map(({ authority }) => authority))).toEqual(new Set([target()]));
  });

  it.each(['silent', 403, 407, 502] as const)(
    'ends at a proxy that answers %s: 503, and readiness says so',
    async (mood) => {
      proxy.mood = mood;
      const api = await start();
      expect(await codeOf(api)).toEqual({ status: 503, code: 'identity_unavailable' });
      expect(await api.ready()).toMatchObject({ statusCode: 503, status: 'starting', checks: { identity: 'failing' } });
    },
  );

  it('ends at a proxy that is gone: 503 for an exchange, 502 for a cached caller, degraded', async () => {
    const api = await start();
    const user = system.tenant.user('adele@contoso.example');
    const token = await system.tenant.identity.mintApiToken({ user });
    expect((await api.get(token)).status).toBe(200);
    await proxy.die();
    expect(await api.get(token)).toMatchObject({ status: 502, body: { code: 'graph_unavailable' } });
    expect(await codeOf(api)).toEqual({ status: 503, code: 'identity_unavailable' });
    expect(await api.ready()).toMatchObject({ statusCode: 200, status: 'degraded', checks: { identity: 'failing' } });
  });

  it('ends at a proxy that Graph alone is behind: 502', async () => {
    const graph = 'https://127.0.0.1:1';
    const api = await start({ GRAPH_BASE_URL: graph, NO_PROXY: 'localhost' });
    proxy.mood = 502;
    expect(await codeOf(api)).toEqual({ status: 502, code: 'graph_unavailable' });
    expect(proxy.asked).toMatchObject([{ authority: '127.0.0.1:1' }]);
  });

  it('verifies the target inside the tunnel: a certificate of nobody’s is an outage', async () => {
    const { certificate: cert, key } = await certificate();
    const impostor = createServer({ cert, key: key.export({ type: 'pkcs8', format: 'pem' }) });
    impostor.listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const address = impostor.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const api = await start({ GRAPH_BASE_URL: `https://localhost:${port}` });
    expect(await codeOf(api)).toEqual({ status: 502, code: 'graph_unavailable' });
    impostor.close();
  });

  it('trusts what EXTRA_CA_FILE holds by now, and needs a file that can be read', async () => {
    const path = system.file('roots.pem');
    writeFileSync(path, (await certificate()).certificate);
    const api = await start({ EXTRA_CA_FILE: path });
    expect(await codeOf(api)).toEqual({ status: 503, code: 'identity_unavailable' });
    copyFileSync(system.tenant.caPath, path);
    await expect.poll(async () => (await api.exchange()).status).toBe(200);
    for (const file of [system.file('nowhere.pem'), new URL(import.meta.url).pathname]) {
      const failure: unknown = await start({ EXTRA_CA_FILE: file }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConfigurationError);
      expect(String(failure)).toContain('EXTRA_CA_FILE names a file without a readable certificate');
    }
  });
});
