import type { MockInstance } from 'vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Exchange } from '../../src/obo/exchange.js';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';
const GRAPH = 'https://graph.microsoft.com';
const answers = z.object({
  responses: z.array(z.object({ id: z.string(), status: z.number(), body: z.unknown() })),
});

describe('with GRAPH_SCOPES=operation', () => {
  let system: TestSystem;
  let token: string;
  let run: MockInstance<Exchange['run']>;
  beforeAll(async () => {
    system = await startTestSystem({
      environment: { GRAPH_SCOPES: 'operation', GRAPH_ALLOW: 'GET /v1.0/me/settings' },
    });
    token = await system.token(MEGAN);
  });
  afterAll(() => system.close());
  beforeEach(() => {
    run = vi.spyOn(exchange(), 'run');
  });
  afterEach(() => vi.restoreAllMocks());

  const exchange = (): Exchange => system.api.get(Exchange, { strict: false });
  /** The scopes of each exchange, in order. */
  const scopesAsked = (): readonly (readonly string[])[] => run.mock.calls.map(([, scopes]) => scopes);
  const statusOf = async (path: string, bearer = token): Promise<number> =>
    (await answerOf(await system.get(path, bearer))).status;
  const batch = async (...urls: string[]) => {
    const response = await fetch(`${system.url}/v1.0/$batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requests: urls.map((url, place) => ({ id: String(place + 1), method: 'GET', url })) }),
    });
    expect(response.status).toBe(200);
    return answers.parse(await response.json()).responses;
  };

  it('asks for the least scope of each operation, and keeps a token for each', async () => {
    for (let time = 0; time < 2; time += 1) {
      expect(await statusOf('/v1.0/me')).toBe(200);
      expect(await statusOf('/v1.0/me/drive')).toBe(200);
    }
    expect(scopesAsked()).toEqual([[`${GRAPH}/User.Read`], [`${GRAPH}/Files.Read`]]);
  });

  it('asks for everything where nobody knows what an operation needs', async () => {
    await statusOf('/v1.0/me/settings');
    expect(scopesAsked()).toEqual([[`${GRAPH}/.default`]]);
  });

  it('refuses an operation whose scope was not consented to, naming it, and no other', async () => {
    const answer = await answerOf(await system.get('/v1.0/me/messages', token));
    expect(answer).toMatchObject({ status: 403, body: { code: 'consent_required', scopes: ['Mail.ReadBasic'] } });
    expect(await statusOf('/v1.0/me')).toBe(200);
  });

  it('asks for what a batch needs at once', async () => {
    const parts = await batch('/me/onenote/notebooks', '/me/contacts');
    expect(parts.map(({ status }) => status)).toEqual([200, 200]);
    expect(scopesAsked()).toEqual([[`${GRAPH}/Contacts.Read`, `${GRAPH}/Notes.Create`]]);
  });

  it('carries of a batch what was consented to, and refuses the rest by itself', async () => {
    const parts = await batch('/me', '/me/messages', '/me/drive');
    expect(parts).toMatchObject([
      { id: '1', status: 200 },
      { id: '2', status: 403, body: { code: 'consent_required', scopes: ['Mail.ReadBasic'] } },
      { id: '3', status: 200 },
    ]);
  });

  it('forgets all of a user’s tokens at once', async () => {
    await statusOf('/v1.0/me');
    await (await system.send('DELETE', '/auth/token', token)).body.dump();
    run.mockClear();
    expect(await statusOf('/v1.0/me')).toBe(200);
    expect(await statusOf('/v1.0/me/drive')).toBe(200);
    expect(scopesAsked()).toHaveLength(2);
  });
});
