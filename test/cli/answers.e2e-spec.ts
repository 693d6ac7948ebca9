import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { CliUnderTest, Ending } from './command.js';
import { cliUnderTest } from './command.js';
import type { ScriptedServer } from './scripted-server.js';
import { breakingOff, startScriptedServer, text } from './scripted-server.js';

const MEGAN = 'megan@contoso.example';
const PATIENT = 240_000;

describe('behalf and answers that no API should give', () => {
  let tenant: TestTenant;
  let server: ScriptedServer;
  let cli: CliUnderTest;
  const get = (...parameters: readonly string[]): Promise<Ending> =>
    cli.run(['get', ...parameters, '--api-url', server.url]);
  const file = (name: string): string => join(cli.folder, name);
  beforeAll(async () => {
    [tenant, server] = await Promise.all([startTestTenant(), startScriptedServer()]);
    cli = cliUnderTest(tenant);
    await cli.signIn(MEGAN);
  }, PATIENT);
  afterAll(async () => {
    cli.close();
    await server.close();
    await tenant.close();
  });
  const expectTold = (ending: Ending, words: RegExp, status: 1 | 2 = 1): void => {
    expect(ending).toMatchObject({ status, output: '', errors: expect.stringMatching(words) });
    // One line that says it, and at most one that says what to do.
    expect(ending.errors.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  };

  it('leaves a file as it was where its new content breaks off, and no half of it', { timeout: PATIENT }, async () => {
    server.on('/broken', breakingOff('half of it'));
    server.on('/unending', (response) => void response.write('half of it', () => response.destroy()));
    writeFileSync(file('kept.bin'), 'as it was');
    const endings = await Promise.all([
      get('/broken', '--output', file('kept.bin')),
      get('/broken', '--output', file('new.bin')),
      get('/unending', '--output', file('new.bin')),
    ]);
    for (const ending of endings)
      expectTold(ending, /^✗ The answer broke off in the middle; nothing is saved\.\n {2}Try again\.\n$/);
    expect(readFileSync(file('kept.bin'), 'utf8')).toBe('as it was');
    expect(existsSync(file('new.bin'))).toBe(false);
    expect(readdirSync(cli.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('leaves nothing behind either when it is interrupted in the middle', { timeout: PATIENT }, async () => {
    let sent: (() => void) | undefined;
    const isSent = new Promise<void>((resolve) => (sent = resolve));
    server.on('/endless', (response) => response.writeHead(200).write('half of it', () => sent?.()));
    writeFileSync(file('kept.bin'), 'as it was');
    const child = cli.start(['get', '/endless', '--output', file('kept.bin'), '--api-url', server.url]);
    const ended = once(child, 'exit');
    await isSent;
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(readFileSync(file('kept.bin'), 'utf8')).toBe('as it was');
    expect(readdirSync(cli.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('saves to what a link names, to devices, and tells what takes nothing', { timeout: PATIENT }, async () => {
    server.on('/short', text('content', 200, 'text/plain'));
    writeFileSync(file('named.txt'), 'before');
    symlinkSync(file('named.txt'), file('link.txt'));
    const [linked, discarded, folder, nowhere, full, dash] = await Promise.all(
      [file('link.txt'), '/dev/null', cli.folder, file('no/such'), '/dev/full', '-'].map((place) =>
        get('/short', '--output', place, '--json'),
      ),
    );
    expect(JSON.parse(linked?.output ?? '')).toEqual({ file: file('link.txt'), bytes: 7 });
    expect(lstatSync(file('link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(file('named.txt'), 'utf8')).toBe('content');
    expect(discarded?.status).toBe(0);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(folder?.errors).toMatch(/is a folder\./);
    expect(nowhere?.errors).toMatch(/cannot be written \(ENOENT\)/);
    expect(full?.errors).toMatch(/cannot be written \(ENOSPC\).*Make room there/);
    expect(dash?.errors).toMatch(/Standard output needs no --output/);
    expect([folder, nowhere, full, dash].map((each) => each?.status)).toEqual([1, 1, 1, 2]);
  });

  it('tells what an answer is not, in one line', { timeout: PATIENT }, async () => {
    server.on('/html', text('<html>', 200, 'application/json'));
    server.on('/cut', breakingOff('{"a":1,', 'application/json'));
    server.on('/bare', text('<h1>no</h1>', 500, 'text/html'));
    server.on('/lines', text(JSON.stringify({ error: { code: 'Bad', message: 'one\ntwo\u001B[2J' } }), 400));
    server.on('/later', text(JSON.stringify({ error: { code: 'Busy', message: 'no' } }), 429));
    server.on('/round', (response) => response.writeHead(302, { location: '/v1.0/round' }).end());
    server.on('/astray', (response) => response.writeHead(302, { location: 'http://[' }).end());
    server.on('/elsewhere', text('{"value":[],"@odata.nextLink":"https://elsewhere.example/"}'));
    server.on('/me', text('[]'));
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['/html'], /^✗ The answer is not the JSON it says it is\.\n/],
      [['/cut'], /^✗ The answer broke off in the middle\.\n {2}Try again\.\n/],
      [['/bare'], /^✗ The server gives no reason\. \(500 http_500\)\n {2}Try again in a moment\.\n/],
      [['/lines'], /^✗ one two�\[2J \(400 Bad\)\n/],
      [['/later'], /^✗ no \(429 Busy\)\n/],
      [['/round'], /^✗ \S+ sends to where it cannot be followed, or on and on\.\n/],
      [['/astray'], /^✗ \S+ sends to where it cannot be followed, or on and on\.\n/],
      [['/elsewhere', '--all-pages'], /^✗ The next page is at another server \(https:\/\/elsewhere\.example\)\.\n/],
      [['/html', '--all-pages'], /^✗ The answer is not the JSON it says it is\.\n/],
      [['/me', '--all-pages'], /^✗ The answer is not a list\.\n/],
      [['/nothing'], /^✗ The server gives no reason\. \(404 http_404\)\n {2}Correct the path/],
    ];
    const endings = await Promise.all(cases.map(([parameters]) => get(...parameters)));
    for (const [index, [, words]] of cases.entries()) expectTold(endings[index] ?? (await get()), words);
    expectTold(
      await cli.run(['me', '--api-url', server.url]),
      /^✗ \S+ gives an answer of another form than expected\./,
    );
  });

  it('prints nothing for nothing, and JSON that steers no terminal', { timeout: PATIENT }, async () => {
    server.on('/gone', (response) => response.writeHead(204).end());
    server.on('/empty', text(''));
    server.on('/steering', text(JSON.stringify({ displayName: 'a\u009B2J\u202Eb' })));
    expect(await get('/gone')).toMatchObject({ status: 0, output: '', errors: expect.stringContaining('204') });
    expect(await get('/gone', '--json')).toEqual({ status: 0, output: '', errors: '' });
    expect(await get('/empty')).toEqual({ status: 0, output: '', errors: '' });
    const steering = await get('/steering');
    expect(steering.output).toBe(String.raw`{
  "displayName": "a\u009b2J\u202eb"
}
`);
  });

  it('sends no token in the clear, nor to what is no address', { timeout: PATIENT }, async () => {
    const clear =
      /^✗ Tokens are not sent to http:\/\/\S+: anybody on the way could read them\.\n {2}Write --\S+ with https/;
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['get', '/me', '--api-url', 'http://api.example'], clear],
      [['get', '/me', '--resource', 'graph', '--graph-url', 'http://graph.example'], clear],
      [['login', '--authority', 'http://login.example', '--client-id', 'x', '--resource', 'graph'], clear],
      [
        ['login', '--authority', 'nonsense', '--client-id', 'x', '--resource', 'graph'],
        /^✗ nonsense is not an address\./,
      ],
      [['token', '--api-url', 'ftp://api.example'], /^✗ ftp:\/\/api\.example is not an address\./],
      [['login', '--sandbox', 'nonsense'], /^✗ nonsense is not an address\./],
      [['get', 'https://elsewhere.example/v1.0/me'], /^✗ The token is only sent to the server it is for\./],
      [['get', '//elsewhere.example/me'], /^✗ A path begins with one slash\./],
      [['get', ''], /^✗ There is no path\./],
      [['get', '/me', '--top', 'some'], /^✗ .*'some' is invalid\. It is a number from 1 on\.\n {2}behalf get --help/],
      [['post', '/me', '--content-type', 'text\nx: y'], /^✗ --content-type is not a media type\./],
      [['sandbox', 'user', MEGAN], /^✗ Which switch\?/],
      [['sandbox', 'faults', 'graph'], /^✗ How does it fail\?/],
    ];
    const endings = await Promise.all(cases.map(([parameters]) => cli.run(parameters)));
    for (const [index, [, words]] of cases.entries()) expectTold(endings[index] ?? (await get()), words, 2);
  });

  it('takes files with a byte order mark, and says which members it does not read', { timeout: PATIENT }, async () => {
    writeFileSync(file('parameters.json'), '\uFEFF{"scopes": [], "clientt_id": "x"}');
    const marked = await cli.run(['token', '--config', file('parameters.json')]);
    expect(marked).toMatchObject({
      status: 0,
      errors: expect.stringMatching(/json: clientt_id is not read here\.\n$/),
    });
    writeFileSync(file('broken.json'), '{"client_id": ');
    expectTold(
      await cli.run(['token', '--config', file('broken.json')]),
      /broken\.json is not JSON\.\n {2}Correct --config/,
    );
    writeFileSync(file('wrong.json'), '{"client_id": "", "secret": 4711}');
    const wrong = await cli.run(['token', '--config', file('wrong.json')]);
    expectTold(wrong, /wrong\.json has members that cannot be used: secret/);
    expect(wrong.errors).not.toContain('4711');
    server.on('/echo', (response) => void response.writeHead(204).end());
    const posted = await cli.run(['post', '/echo', '--body', '-', '--api-url', server.url], { input: '\uFEFF{}' });
    expect(posted).toMatchObject({ status: 0, output: 'Done (204).\n' });
  });
});
