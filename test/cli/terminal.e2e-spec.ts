import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestSystem } from '../helpers/api.js';
import type { TestSystem } from '../helpers/api.js';
import { lacks, starts } from '../helpers/requires.js';
import type { CliUnderTest } from './command.js';
import { cliUnderTest, enterCode } from './command.js';
import type { ScriptedServer } from './scripted-server.js';
import { startScriptedServer } from './scripted-server.js';
import type { TerminalSession } from './terminal-session.js';
import { openTerminal } from './terminal-session.js';

const MEGAN = 'megan@contoso.example';
const PATIENT = 240_000;

describe.skipIf(lacks('behalf on a terminal', { tmux: starts('tmux', '-V') }))('behalf on a terminal', () => {
  let system: TestSystem;
  let cli: CliUnderTest;
  let terminal: TerminalSession;
  let server: ScriptedServer;
  beforeAll(async () => {
    [system, server] = await Promise.all([startTestSystem(), startScriptedServer()]);
    cli = cliUnderTest(system.tenant);
    const program = join(cli.folder, 'behalf');
    writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${cli.main} "$@"\n`, { mode: 0o755 });
    const { PATH = '' } = cli.environment;
    terminal = await openTerminal(cli.folder, { ...cli.environment, PATH: `${cli.folder}:${PATH}` });
  }, PATIENT);
  afterAll(async () => {
    await terminal.close();
    cli.close();
    await server.close();
    await system.close();
  });
  /** What a command shows, from its line to the end. */
  const shownBy = async (line: string): Promise<string> => {
    await terminal.clear();
    await terminal.type(`${line}; echo "ended $?"`);
    return terminal.until(/^ended \d+$/m);
  };

  it('shows the code and the time that is left, and then only what came of it', { timeout: PATIENT }, async () => {
    await terminal.type('behalf login --device; echo "ended $?"');
    const waiting = await terminal.until(/^Waiting for you there, 1[45]:\d\d left \(Ctrl-C ends\)$/m);
    const address = /To sign in, open (\S+)\n/.exec(waiting)?.[1] ?? '';
    const code = /and type the code (\S+)/.exec(waiting)?.[1] ?? '';
    const browser = await enterCode(system.tenant, address, code);
    await browser.signIn(MEGAN);
    const shown = await terminal.until(/^ended 0$/m);
    expect(shown).not.toContain('Waiting');
    expect(shown).toMatch(/^Account {3}megan@contoso\.example$/m);
    expect(shown).toMatch(/^Source {4}new$/m);
  });

  it('keeps within its columns', { timeout: PATIENT }, async () => {
    const lines = [
      'behalf me',
      'behalf token',
      'behalf refresh --force',
      'behalf get /me/messages --top 3',
      'behalf get /me/messages --top 3 --select subject,receivedDateTime,from',
      'behalf get /users --top 5 --all-pages',
      'behalf users --top 2',
      'behalf token --raw | behalf decode',
      'behalf accounts',
      'behalf sandbox state',
      'behalf sandbox journal --limit 5',
      'behalf --help',
      'behalf login --help',
      'behalf get --help',
      'behalf sandbox faults --help',
      'behalf doctor AADSTS65001',
      'behalf token --help',
      'behalf doctor --help',
    ];
    const shown = new Map<string, string>();
    for (const line of lines) shown.set(line, await shownBy(line));
    // What a claim means is never cut.
    expect(shown.get('behalf token --raw | behalf decode')).not.toContain('…');
    for (const [line, text] of shown) {
      const [, ...result] = text.split('\n');
      expect(result.filter((each) => each.trimEnd().length > 80)).toEqual([]);
      expect(`${line}: ${text}`).toMatch(/^ended 0$/m);
    }
    expect(shown.get('behalf me')).toMatch(/^ +You +Your manager *$/m);
    expect(shown.get('behalf get /users --top 5 --all-pages')).toMatch(
      /^displayName .*[^]*^Mika Aalto .*[^]*^10 items$/m,
    );
    expect(shown.get(lines[4] ?? '')).toMatch(
      /^subject +receivedDateTime +from *\n[^{}]+\n3 items; there are more: --all-pages$/m,
    );
  });

  it('cuts columns rather than break lines on a narrow one', { timeout: PATIENT }, async () => {
    await terminal.resize(40);
    try {
      for (const line of ['behalf me', 'behalf users --top 2', 'behalf accounts']) {
        const [, ...result] = (await shownBy(line)).split('\n');
        expect(result.filter((each) => each.trimEnd().length > 40)).toEqual([]);
        expect(result.join('\n')).toMatch(/…[^]*^ended 0$/m);
      }
    } finally {
      await terminal.resize(80);
    }
  });

  it('shows how far a download is, and then only what came of it', { timeout: PATIENT }, async () => {
    let finish: (() => void) | undefined;
    server.on('/film', (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 2 * 1_048_576 });
      response.write(Buffer.alloc(1_048_576));
      finish = () => void response.end(Buffer.alloc(1_048_576));
    });
    await terminal.clear();
    await terminal.type(`behalf get /film --output film.mp4 --api-url ${server.url}; echo "ended $?"`);
    const halfway = await terminal.until(
      /^█{12}░{12} 50% {2}1\.0 MiB of 2\.0 MiB {2}\S+ [KMG]?i?B\/s {2}\d+ \w+ left$/m,
    );
    expect(halfway.split('\n').filter((line) => line.includes('█'))).toHaveLength(1);
    finish?.();
    const shown = await terminal.until(/^ended 0$/m);
    expect(shown).toMatch(/^film\.mp4: 2\.0 MiB$/m);
    expect(shown).not.toMatch(/[█░%]/);
  });

  it('shows how far a long list is, and then the list', { timeout: PATIENT }, async () => {
    let finish: (() => void) | undefined;
    const next = `${server.url}/v1.0/list?page=2`;
    server.on('/list', (response, query) => {
      const isLast = query.get('page') === '2';
      const page = { value: [{ name: isLast ? 'last' : 'first' }], ...(!isLast && { '@odata.nextLink': next }) };
      const send = () => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
      if (isLast) finish = send;
      else send();
    });
    await terminal.clear();
    await terminal.type(`behalf get /list --all-pages --api-url ${server.url}; echo "ended $?"`);
    await terminal.until(/^Page 1, 1 so far$/m);
    await vi.waitFor(() => expect(finish).toBeDefined(), { timeout: 60_000 });
    finish?.();
    const shown = await terminal.until(/^ended 0$/m);
    expect(shown).toMatch(/^name\nfirst\nlast\n2 items\nended 0$/m);
    expect(shown).not.toContain('Page');
  });

  it('has colours there alone, and none where they are not wanted', { timeout: PATIENT }, async () => {
    // oxlint-disable-next-line no-control-regex -- that is what a colour is
    const colour = /\u001B\[[\d;]*m/;
    await shownBy('behalf token');
    expect(await terminal.coloured()).toMatch(colour);
    await shownBy('NO_COLOR=1 behalf token');
    expect(await terminal.coloured()).not.toMatch(colour);
    await shownBy('behalf token | cat');
    expect(await terminal.coloured()).not.toMatch(colour);
  });

  it('does not show the password that is typed', { timeout: PATIENT }, async () => {
    const { password } = system.tenant.user('adele@contoso.example');
    await terminal.clear();
    await terminal.type('behalf login --profile adele --username adele@contoso.example; echo "ended $?"');
    await terminal.until(/^Password of adele@contoso\.example: *$/m);
    await terminal.type(password);
    const shown = await terminal.until(/^ended 0$/m);
    expect(shown).toMatch(/^Account {3}adele@contoso\.example$/m);
    expect(shown).not.toContain(password);
  });

  it('ends quietly with its pager, and by Ctrl-C', { timeout: PATIENT }, async () => {
    await terminal.clear();
    await terminal.type('{ behalf get /openapi.json; echo "ended $?" >&2; } | less');
    await terminal.until(/^ {2}"components": \{$/m);
    await terminal.press('q');
    expect(await terminal.until(/^ended 141$/m)).not.toMatch(/EPIPE|✗|^ +at /m);
    await terminal.clear();
    await terminal.type('behalf login --device --profile nobody; echo "ended $?"');
    await terminal.until(/^Waiting for you there/m);
    await terminal.press('C-c');
    const shown = await terminal.until(/^ended 130$/m);
    expect(shown).not.toMatch(/✗|^ +at |Waiting/m);
  });
});
