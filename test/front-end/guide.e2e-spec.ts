import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEM_KINDS, problemKind } from '../../src/common/problem/problem-codes.js';

const REPOSITORY = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const GUIDE = read('docs/front-end.md');
/** Fenced blocks, with the file named before each. */
const SNIPPETS = [...GUIDE.matchAll(/(?:<!-- (\S+) -->\n\n)?^```(\w+)\n(.*?)^```$/gms)].map(
  ([, file, language, text]) => ({ file, language, text }),
);

describe('the guide for front ends', () => {
  it('shows no program that is not a file of the examples, to the letter', () => {
    const programs = SNIPPETS.filter(({ language }) => language !== 'sh');
    expect(programs.map(({ file }) => file)).toEqual([
      'docs/examples/spa/sign-in.js',
      'docs/examples/spa/call-behalf.js',
      'docs/examples/cookie/session.js',
      'docs/examples/nginx.conf',
      'docs/examples/generated-client.ts',
    ]);
    for (const { file = '', text } of programs) expect([file, text]).toEqual([file, read(file)]);
  });

  it('has nginx do for Behalf what it does before two replicas', () => {
    const told = (path: string): readonly string[] =>
      read(path)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /^(?:proxy_|large_client_|client_max_|merge_)/.test(line));
    const [example, compose] = [told('docs/examples/nginx.conf'), told('deploy/compose/nginx.conf')];
    const own = /^(?:proxy_pass|proxy_next_upstream|proxy_connect_timeout)/;
    const shared = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => !own.test(line) && !line.includes('_temp_path')).toSorted();
    expect(shared(example).length).toBeGreaterThan(8);
    expect(shared(example)).toEqual(shared(compose));
  });

  it('names settings that there are', () => {
    const settings = new Set([...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name));
    const named = SNIPPETS.flatMap(({ text = '' }) => [...text.matchAll(/^([A-Z][A-Z_]+)=/gm)].map(([, name]) => name));
    expect(named).toContain('CORS_ORIGINS');
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });

  it('leads to files and headings that there are', () => {
    const links = [...GUIDE.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, link]) => (link === undefined ? [] : [link]));
    const headings = [...GUIDE.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(links.length).toBeGreaterThan(3);
    for (const link of links)
      expect([
        link,
        link.startsWith('#') ? headings.includes(link.slice(1)) : existsSync(join(REPOSITORY, 'docs', link)),
      ]).toEqual([link, true]);
  });

  it('says of every problem its status, its remedy and what to do', () => {
    const rows = [...GUIDE.matchAll(/^\| (\d{3}) +\| `(\w+)` +\| (?:`(\w+)`)? *\| (\S.*?) +\|$/gm)];
    const told = rows.map(([, status, code, remedy]) => [code, Number(status), remedy]);
    const codes = Object.keys(PROBLEM_KINDS).filter(
      (code): code is keyof typeof PROBLEM_KINDS => code in PROBLEM_KINDS,
    );
    const meant = codes.map((code) => [code, problemKind(code).status, problemKind(code).remedy]);
    expect(new Set(told.map((row) => row.join()))).toEqual(new Set(meant.map((row) => row.join())));
    expect(told).toHaveLength(meant.length);
  });
});
