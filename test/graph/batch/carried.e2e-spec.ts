import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../../helpers/api.js';
import { startTestSystem } from '../../helpers/api.js';
import { exchangesOf, graphCallsOf } from '../../helpers/refusals.js';
import { bodyOf, get, postBatch, told } from './batch-client.js';

const MEGAN = 'megan@contoso.example';
const page = z.object({ value: z.array(z.object({ id: z.string() })), '@odata.nextLink': z.string() });

let system: TestSystem;
let token: string;
beforeAll(async () => {
  system = await startTestSystem();
  token = await system.token(MEGAN);
});
beforeEach(() => system.tenant.cloud.journal.clear());
afterAll(() => system.close());

/** What reached Graph as a batch. */
const batchesOf = (one: TestSystem): number => graphCallsOf(one).filter(({ path }) => path.endsWith('$batch')).length;

/** A text without what is another with each request. */
const withoutIds = (text: string): string =>
  text.replaceAll(/"date":"[^"]+","request-id":"[^"]+","client-request-id":"[^"]+"/g, '');

describe('a batch', () => {
  it('carries twenty requests in one, their answers in the order of the requests', async () => {
    const requests = Array.from({ length: 20 }, (_each, index) => get('/me?$select=id', { id: `n${index}` }));
    const answer = await postBatch(system, token, requests);
    expect(answer.responses.map(({ id, status }) => [id, status])).toEqual(requests.map(({ id }) => [id, 200]));
    expect(batchesOf(system)).toBe(1);
  });

  it('gives each answer the body that it has alone, byte for byte', async () => {
    const paths = ['/me', '/me/mailFolders', '/me/drive/root', '/me/onenote/notebooks', '/users/none'];
    const answer = await postBatch(
      system,
      token,
      paths.map((path) => get(path)),
    );
    for (const path of paths) {
      const alone = await system.get(`/v1.0${path}`, token);
      expect(withoutIds(answer.text)).toContain(`"body":${withoutIds(await alone.body.text())}}`);
    }
  });

  it('brings bytes in base64, headers as Graph spells them, and none that no answer carries', async () => {
    const answer = await postBatch(system, token, [get('/me/photo/$value'), get('/me')]);
    const photo = answer.of('/me/photo/$value');
    const alone = await system.get('/v1.0/me/photo/$value', token);
    expect(photo.body).toBe(Buffer.from(await alone.body.arrayBuffer()).toString('base64'));
    expect(photo.headers).toMatchObject({ 'Content-Type': 'image/jpeg', ETag: expect.any(String) });
    expect(answer.of('/me').headers).toMatchObject({ 'OData-Version': '4.0' });
    expect(Object.keys(answer.of('/me').headers).map((name) => name.toLowerCase())).not.toContain('cache-control');
  });

  it('has links that lead on here, at any depth', async () => {
    const url = '/me/messages?$select=id&$top=3';
    const answer = await postBatch(system, token, [get(url), get('/me/onenote/notebooks')]);
    const next = page.parse(answer.of(url).body)['@odata.nextLink'];
    expect(next.startsWith(`${system.url}/v1.0/me/messages?`)).toBe(true);
    const second = await system.get(next.slice(system.url.length), token);
    expect(second.statusCode).toBe(200);
    await second.body.dump();
    expect(JSON.stringify(answer.of('/me/onenote/notebooks').body)).toContain(`"sectionsUrl":"${system.url}/v1.0/`);
  });

  it('has redirects of downloads as they are', async () => {
    const { value } = z
      .object({ value: z.array(z.looseObject({ id: z.string(), file: z.unknown().optional() })) })
      .parse(await (await system.get('/v1.0/me/drive/root/children', token)).body.json());
    const file = value.find((item) => item.file !== undefined);
    const answer = await postBatch(system, token, [get(`/me/drive/items/${file?.id}/content`, { id: 'd' })]);
    expect(answer.of('d').status).toBe(302);
    expect(answer.of('d').headers['Location']?.startsWith(`${system.tenant.origins.http}/`)).toBe(true);
  });

  it('takes urls without a slash, with spaces and letters beyond ASCII, and methods in any case', async () => {
    const answer = await postBatch(system, token, [
      get('me', { id: '1', method: 'get' }),
      get("users?$filter=startswith(displayName, 'Megan')&$select=displayName", { id: '2' }),
      get("users?$filter=displayName eq 'Zoë'&$select=displayName", { id: '3' }),
    ]);
    expect(told(answer)).toEqual({ '1': '200', '2': '200', '3': '200' });
    expect(bodyOf(answer.of('2'))['value']).toEqual([expect.objectContaining({ displayName: 'Megan Bowen' })]);
    expect(bodyOf(answer.of('3'))['value']).toEqual([]);
  });

  it('is open in every spelling of its path', async () => {
    for (const path of ['/v1.0/$batch', '/v1.0/%24batch', '/v1.0/$BATCH', '/v1.0/%24%62atch?x=1']) {
      expect(told(await postBatch(system, token, [get('/me')], { path }))).toEqual({ '/me': '200' });
    }
  });

  it('keeps what depends on another behind it, and 424 where that one failed', async () => {
    const answer = await postBatch(system, token, [
      get('/me', { id: 'third', dependsOn: ['second'] }),
      get('/me', { id: 'first' }),
      get('/me', { id: 'second', dependsOn: ['FIRST'] }),
      get('/me/messages/none', { id: 'lost', dependsOn: ['first'] }),
      get('/me', { id: 'after', dependsOn: ['lost'] }),
    ]);
    expect(told(answer)).toEqual({ third: '200', first: '200', second: '200', lost: expect.any(String), after: '424' });
    expect(answer.responses.map(({ id }) => id)).toEqual(['third', 'first', 'second', 'lost', 'after']);
    expect(answer.of('lost').status).toBeGreaterThanOrEqual(400);
  });

  it('takes one exchange, and is one batch to Graph with our token', async () => {
    const fresh = await system.token(MEGAN, { uti: 'batch' });
    await postBatch(system, fresh, [get('/me', { id: '1' }), get('/me', { id: '2' })]);
    expect(exchangesOf(system)).toHaveLength(1);
    expect(batchesOf(system)).toBe(1);
    for (const { token: used } of graphCallsOf(system)) expect(used?.aud).not.toBe(undefined);
  });

  it('never takes the caller’s own token along in an inner header', async () => {
    const answer = await postBatch(system, token, [
      get('/me', { id: 'own', headers: { Authorization: `Bearer ${token}`, Cookie: 'a=b', 'X-Forwarded-For': '::1' } }),
    ]);
    expect(told(answer)).toEqual({ own: '200' });
  });

  it('is a Graph answer to a browser: sandboxed, not stored, not sniffed', async () => {
    const { headers } = await postBatch(system, token, [get('/me')]);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json\b/),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      vary: 'Authorization, Cookie, Origin',
      'request-id': expect.any(String),
    });
  });

  it('is counted and logged without its paths', async () => {
    await postBatch(system, token, [get('/users/adele@contoso.example', { id: 'a' }), get('/nowhere', { id: 'b' })]);
    const lines = system
      .log()
      .split('\n')
      .filter((line) => line.includes('"event":"batch"'));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ operations: 2, codes: ['operation_not_allowed'] });
    expect(system.log()).toContain('"route":"batch"');
    expect(system.log()).not.toMatch(/adele@contoso|nowhere/);
  });
});
