import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Listening } from '../../src/sandbox/listening.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { openHttpsDoor } from '../helpers/https-door.js';
import { exchangeForm, postToken, text } from '../sandbox/identity/token-client.js';
import { runClient } from './client-process.js';

const MEGAN = 'megan@contoso.example';
const outcome = z.looseObject({
  paged: z.looseObject({ ids: z.array(z.string()) }),
  upload: z.looseObject({ slices: z.number(), size: z.number(), same: z.boolean() }),
});

/** What only one of the two has to say: whose address it is, when, and which request of theirs. */
function withoutAddresses(body: string): string {
  return body
    .replaceAll(/https?:(?:\\?\/){2}localhost:\d+/g, 'https://here')
    .replaceAll(/\$(?:skip|delta)token=[\w.-]+/g, '$token')
    .replaceAll(/"(?:date|request-id|client-request-id)":"[^"]*"/g, '""')
    .replaceAll(/tempauth=[\w.-]+/g, 'tempauth');
}

describe('the Graph JavaScript SDK, told a base address and nothing else', () => {
  let system: TestSystem;
  let door: Listening;
  let token: string;
  let graphToken: string;

  beforeAll(async () => {
    system = await startTestSystem({ graphOverTls: true });
    const { tenant } = system;
    door = await openHttpsDoor(system);
    token = await system.token(MEGAN);
    const form = exchangeForm(tenant, token, 'https://graph.microsoft.com/.default');
    graphToken = text(await postToken(tenant, tenant.user(MEGAN).tenantId, form), 'access_token');
  });
  afterAll(async () => {
    await door.close();
    await system.close();
  });

  const run = async (baseUrl: string, bearer: string, name: string): Promise<Record<string, unknown>> => {
    system.tenant.cloud.journal.clear();
    const result = await runClient(system.tenant, {
      program: process.execPath,
      script: 'node/graph-sdk.mjs',
      wishes: { baseUrl, token: bearer, run: name },
    });
    expect(result['failure']).toBeUndefined();
    return result;
  };

  it('selects, filters, pages, batches, uploads and downloads here as at Graph itself', async () => {
    const here = outcome.parse(await run(system.tenant.api.https, token, 'here'));
    const listings = system.tenant.cloud.journal.entries.filter(({ path }) => path.startsWith('/v1.0/me/messages?'));
    expect(listings).toHaveLength(3);
    // Never the caller's own token at Graph. (Upload addresses are on `localhost` too here, so the SDK sends it there.)
    const seen = system.tenant.cloud.journal.entries.filter(({ path }) => path.startsWith('/v1.0/'));
    expect(new Set(seen.map(({ token: carried }) => carried?.aud))).toEqual(new Set(['https://graph.microsoft.com']));
    expect(here).toMatchObject({
      selected: { displayName: 'Megan Bowen', mail: MEGAN },
      batch: { statuses: { 1: 201, 2: 200, 3: 200, 4: 200, 5: 200 }, me: 'Megan Bowen', made: true },
      upload: { slices: 4, size: 20 * 1024 * 1024, same: true },
      missing: { statusCode: 400, code: 'ErrorInvalidIdMalformed' },
    });
    expect(here.paged.ids).toHaveLength(21);

    const straight = await run(system.tenant.origins.https, graphToken, 'straight');
    const compared = (result: unknown): unknown =>
      JSON.parse(withoutAddresses(JSON.stringify(result)).replaceAll('straight', 'here'));
    expect(compared(here)).toEqual(compared(straight));
  });

  it.each([
    '/v1.0/me',
    '/v1.0/me/messages?$top=3&$count=true',
    "/v1.0/users?$filter=startswith(displayName,'A')",
    '/v1.0/me/drive/root/children',
    '/v1.0/me/photo/$value',
    '/v1.0/me/onenote/notebooks',
    '/v1.0/me/messages/nothing',
    '/v1.0/me/events?$top=0x',
  ])('gets the same bytes for %s, links apart', async (path) => {
    const [here, there] = await Promise.all([
      fetch(`${system.url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
      fetch(`${system.tenant.origins.http}${path}`, {
        headers: { authorization: `Bearer ${graphToken}`, 'accept-encoding': 'identity' },
      }),
    ]);
    expect(here.status).toBe(there.status);
    expect(here.headers.get('content-type')).toBe(there.headers.get('content-type'));
    const texts = await Promise.all(
      [here, there].map(async (each) => Buffer.from(await each.arrayBuffer()).toString('latin1')),
    );
    expect(withoutAddresses(texts[0] ?? '')).toBe(withoutAddresses(texts[1] ?? ''));
  });
});
