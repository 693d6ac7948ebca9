import { readFileSync, writeFileSync } from 'node:fs';
import { getGlobalDispatcher } from 'undici';
import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Edge } from '../src/common/http/edge.js';
import { CATALOGUE } from '../src/graph/catalogue/catalogue.js';
import { z } from 'zod';
import type { TestSystem } from './helpers/api.js';
import { startTestSystem } from './helpers/api.js';

const LIST = new URL('access-list.txt', import.meta.url);
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const contract = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ security: z.array(z.unknown()) }))),
});

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ environment: { SESSION: 'on' } });
});
afterAll(() => system.close());

/** Who a path lets in, found by asking without credentials: everybody, or callers with a token. */
async function whoMayReach(method: Dispatcher.HttpMethod, path: string): Promise<string> {
  const answer = await getGlobalDispatcher().request({ origin: system.url, path, method });
  await answer.body.dump();
  return answer.statusCode === 401 ? 'caller' : 'everybody';
}

it('lets nobody reach more than the committed list says (UPDATE_ACCESS_LIST=1 writes it anew)', async () => {
  const lines: string[] = [];
  for (const [path, methods] of system.api.get(Edge).routes) {
    for (const method of METHODS.filter((each) => methods.has(each))) {
      lines.push(`${method} ${path} ${await whoMayReach(method, path.replace('*', 'x'))}`);
    }
  }
  for (const { method, path, scopes, opensWith } of CATALOGUE) {
    const who = await whoMayReach(method, path.replaceAll(/\{[^}]+\}/g, 'x'));
    const means = scopes.length === 0 ? 'with what Graph decides' : `with one of ${scopes.join(' ')}`;
    lines.push(`${method} ${path} ${who} ${means}${opensWith === undefined ? '' : `, closed without ${opensWith}`}`);
  }
  const list = `${lines.toSorted().join('\n')}\n`;
  if (process.env['UPDATE_ACCESS_LIST'] === '1') writeFileSync(LIST, list);
  expect(list).toBe(readFileSync(LIST, 'utf8'));
});

it('marks as open in OpenAPI exactly what is open', async () => {
  const answer = await system.get('/openapi.json');
  const paths = Object.entries(contract.parse(await answer.body.json()).paths);
  const closed = CATALOGUE.filter(({ opensWith }) => opensWith !== undefined).map(({ path }) => path);
  expect(closed.length).toBeGreaterThan(0);
  const documented = paths.flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented).toEqual(
    expect.arrayContaining(
      CATALOGUE.filter(({ path }) => !closed.includes(path)).map(({ method, path }) => `${method} ${path}`),
    ),
  );
  expect(paths.filter(([path]) => closed.includes(path))).toEqual([]);
  for (const [path, item] of paths) {
    for (const [method, { security }] of Object.entries(item)) {
      const upper = METHODS.find((each) => each.toLowerCase() === method) ?? 'GET';
      const who = await whoMayReach(upper, path.replaceAll(/\{[^}]+\}/g, 'x'));
      expect(`${method} ${path} ${who}`).toBe(`${method} ${path} ${security.length === 0 ? 'everybody' : 'caller'}`);
    }
  }
});
