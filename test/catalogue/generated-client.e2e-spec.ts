import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const MEGAN = 'megan@contoso.example';

/** The guide's program against the generated types, and more: what it may write is as much of a test as what it gets. */
const PROGRAM = `${readFileSync(new URL('../../docs/examples/generated-client.ts', import.meta.url), 'utf8')}
const id = page.data?.value[0]?.id ?? '';
const one = await client.GET('/v1.0/me/messages/{message-id}', { params: { path: { 'message-id': id } } });
const state = await client.GET('/auth/token');
const scopes: readonly string[] = state.data?.graph.scopes ?? [];

console.log(
  JSON.stringify({
    statuses: [me, page, one, state, refused].map(({ response }) => response.status),
    name,
    subjects,
    next: page.data?.['@odata.nextLink'],
    subject: one.data?.subject,
    scopes,
    code: problem?.error.code,
  }),
);

/** Never called: each line must be wrong to the compiler. */
export async function wrong(): Promise<void> {
  // @ts-expect-error no such path
  await client.GET('/v1.0/nothing');
  // @ts-expect-error a number
  await client.GET('/v1.0/me/messages', { params: { query: { $top: 'two' } } });
  // @ts-expect-error the path's parameter is missing
  await client.GET('/v1.0/me/messages/{message-id}');
  // @ts-expect-error no such method
  await client.DELETE('/v1.0/me');
  // @ts-expect-error required in the body
  await client.POST('/v1.0/me/sendMail', { body: { saveToSentItems: true } });
  // @ts-expect-error no such property
  void me.data?.nothing;
}
`;

const result = z.object({
  statuses: z.array(z.number()),
  name: z.string(),
  subjects: z.array(z.string()),
  next: z.string(),
  subject: z.string(),
  scopes: z.array(z.string()),
  code: z.string(),
});

describe('a client generated from the contract', () => {
  let system: TestSystem;
  let folder: string;
  beforeAll(async () => {
    system = await startTestSystem();
    folder = await mkdtemp(join(tmpdir(), 'behalf-client-'));
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(async () => {
    await system?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it('compiles under strict rules, and does what its types say', { timeout: 180_000 }, async () => {
    const contract = await openapiTS(new URL('../../openapi/openapi.json', import.meta.url));
    await writeFile(join(folder, 'contract.ts'), astToString(contract));
    await writeFile(join(folder, 'client.ts'), PROGRAM);
    await compile(folder);

    const token = await system.token(MEGAN);
    const { stdout } = await run(process.execPath, [join(folder, 'client.js'), system.url, token]);
    const { displayName } = system.tenant.user(MEGAN);
    const { subjects, scopes, next, ...rest } = result.parse(JSON.parse(stdout));
    expect(rest).toEqual({
      statuses: [200, 200, 200, 200, 401],
      name: displayName,
      subject: subjects[0],
      code: 'missing_token',
    });
    expect(subjects).toHaveLength(2);
    expect(next.startsWith(`${system.url}/v1.0/me/messages?`)).toBe(true);
    expect(scopes).toContain('Mail.Read');
  });
});

/** Throws with what the compiler says where it says anything. */
async function compile(folder: string): Promise<void> {
  const options = {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      module: 'NodeNext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      preserveSymlinks: true,
      skipLibCheck: true,
    },
    files: ['client.ts'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
  const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-p', folder]).catch((error: unknown) => {
    throw new Error(z.object({ stdout: z.string() }).parse(error).stdout, { cause: error });
  });
}
