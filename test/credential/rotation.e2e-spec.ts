import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exchangesOf } from '../helpers/refusals.js';
import { certificate } from './certificates.js';
import type { CredentialApi, CredentialSystem } from './credential-system.js';
import { startCredentialSystem } from './credential-system.js';
import { Workload } from './workload.js';

const SENT = 'undici:client:sendHeaders';
const sent = z.object({ request: z.object({ path: z.string() }) });

/** Statuses of exchanges that four callers make one after the other, with something happening in the middle. */
async function statusesAround(api: CredentialApi, happens: () => void): Promise<readonly number[]> {
  const statuses: number[] = [];
  const caller = async (): Promise<void> => {
    while (statuses.length < 40) {
      statuses.push((await api.exchange()).status);
      if (statuses.length === 20) happens();
    }
  };
  await Promise.all(Array.from({ length: 4 }, caller));
  return statuses;
}

describe('I35 a credential that is replaced while callers exchange', () => {
  let system: CredentialSystem;

  beforeEach(async () => {
    system = await startCredentialSystem();
  });
  afterEach(() => system.close());

  const replace = (path: string, text: string): void => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };

  it('fails none of them where it is a certificate, though Entra takes the old one no longer', async () => {
    const [old, fresh] = [await certificate(), await certificate()];
    const path = system.file('api.pem');
    writeFileSync(path, old.pem);
    system.register(old.pem);
    const api = await system.api({ AZURE_CLIENT_CERTIFICATE_PATH: path });
    const statuses = await statusesAround(api, () => {
      system.register(fresh.pem);
      replace(path, fresh.pem);
    });
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect((await api.ready()).status).toBe('ready');
  });

  it('fails none of them where it is a token that Kubernetes swaps by symlink', async () => {
    const [old, fresh] = [new Workload(), new Workload()];
    for (const [name, workload] of [
      ['first', old],
      ['second', fresh],
    ] as const) {
      mkdirSync(system.file(name));
      writeFileSync(system.file(`${name}/token`), workload.token());
    }
    old.trustedBy(system.tenant);
    symlinkSync('first', system.file('data'));
    const api = await system.api({ AZURE_FEDERATED_TOKEN_FILE: system.file('data/token') });
    const statuses = await statusesAround(api, () => {
      system.tenant.cloud.directory.reset();
      fresh.trustedBy(system.tenant);
      symlinkSync('second', system.file('data.new'));
      renameSync(system.file('data.new'), system.file('data'));
      rmSync(system.file('first'), { recursive: true });
    });
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('is tried once more within the request that Entra refused for the old one', async () => {
    const [old, fresh] = [await certificate(), await certificate()];
    const path = system.file('api.pem');
    writeFileSync(path, old.pem);
    const api = await system.api({ AZURE_CLIENT_CERTIFICATE_PATH: path });
    system.register(fresh.pem);
    // The exchange that proves itself with the old one is on its way: now the file changes.
    const onSent = (message: unknown): void => {
      if (!sent.parse(message).request.path.includes('/oauth2/v2.0/token')) return;
      unsubscribe(SENT, onSent);
      replace(path, fresh.pem);
    };
    subscribe(SENT, onSent);
    expect((await api.exchange()).status).toBe(200);
    expect(exchangesOf(system).map(({ status, errorCode }) => [status, errorCode])).toEqual([
      [401, 700027],
      [200, undefined],
    ]);
    expect(api.log()).toContain('"event":"credential_replaced"');
    expect(api.log()).not.toContain('exchange_misconfigured');
    expect((await api.ready()).status).toBe('ready');
  });

  it('stays in force while what lies in its place is half-written, and says so', async () => {
    const { pem } = await certificate();
    const path = system.file('api.pem');
    writeFileSync(path, pem);
    system.register(pem);
    const api = await system.api({ AZURE_CLIENT_CERTIFICATE_PATH: path });
    for (const damaged of [pem.slice(0, -300), pem.slice(300), '', 'something else']) {
      writeFileSync(path, damaged);
      expect((await api.exchange()).status).toBe(200);
      expect(await api.ready()).toMatchObject({
        statusCode: 200,
        status: 'degraded',
        checks: { credential: 'unavailable' },
      });
    }
    rmSync(path);
    expect((await api.exchange()).status).toBe(200);
    expect(api.log()).toContain('"event":"credential_source_unusable"');
    writeFileSync(path, pem);
    expect((await api.ready()).status).toBe('ready');
  });

  it('is refused while Entra does not know it, by 500 and never 401, and taken as soon as the right one is there', async () => {
    const [wrong, right] = [await certificate(), await certificate()];
    const path = system.file('api.pem');
    writeFileSync(path, wrong.pem);
    system.register(right.pem);
    const api = await system.api({ AZURE_CLIENT_CERTIFICATE_PATH: path });
    const refused = await api.exchange();
    expect({ status: refused.status, code: refused.body['code'] }).toEqual({ status: 500, code: 'misconfigured' });
    expect(refused.challenge).toBeUndefined();
    expect(exchangesOf(system)).toMatchObject([{ status: 401, errorCode: 700027 }]);
    expect(await api.ready()).toMatchObject({ statusCode: 200, status: 'degraded', checks: { credential: 'refused' } });
    expect(api.log()).toContain('"level":"error"');
    replace(path, right.pem);
    expect((await api.ready()).status).toBe('ready');
    expect((await api.exchange()).status).toBe(200);
  });
});
