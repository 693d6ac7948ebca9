import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from './helpers/api.js';
import { startTestSystem } from './helpers/api.js';

const page = z.object({ value: z.array(z.object({ id: z.string() })), '@odata.nextLink': z.string().optional() });

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

describe('links in Graph’s answers', () => {
  it('lead through all pages of the mailbox without ever leaving this API', async () => {
    const token = await system.token('megan@contoso.example');
    const seen: string[] = [];
    let path: string | undefined = '/v1.0/me/messages?$select=id,subject&$top=10';
    let pages = 0;
    while (path !== undefined) {
      const answer = await system.get(path, token);
      expect(answer.statusCode).toBe(200);
      const { value, '@odata.nextLink': next } = page.parse(await answer.body.json());
      seen.push(...value.map(({ id }) => id));
      pages += 1;
      expect(next?.startsWith(`${system.url}/v1.0/me/messages?`) ?? true).toBe(true);
      path = next?.slice(system.url.length);
    }
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('name the address the request was sent to', async () => {
    const token = await system.token('megan@contoso.example');
    const { host } = new URL(system.tenant.api.https);
    const answer = await system.get('/v1.0/me/messages?$top=5', token, { host });
    expect(page.parse(await answer.body.json())['@odata.nextLink']).toMatch(
      new RegExp(`^${system.tenant.api.https}/v1\\.0/me/messages\\?`),
    );
  });

  it('leave the length right', async () => {
    const token = await system.token('megan@contoso.example');
    const answer = await system.get('/v1.0/me/messages?$top=2', token);
    const text = await answer.body.text();
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(text));
  });

  it('stay as they are in redirects: a download address is pre-authenticated and not ours', async () => {
    const token = await system.token('megan@contoso.example');
    const listed = await system.get('/v1.0/me/drive/root/children', token);
    const items = z
      .object({ value: z.array(z.looseObject({ id: z.string(), file: z.unknown().optional() })) })
      .parse(await listed.body.json());
    const file = items.value.find((item) => item.file !== undefined);
    const answer = await system.get(`/v1.0/me/drive/items/${file?.id}/content`, token);
    expect(answer.statusCode).toBe(302);
    expect(String(answer.headers.location)).toMatch(new RegExp(`^${system.tenant.origins.http}/`));
    await answer.body.dump();
  });
});
