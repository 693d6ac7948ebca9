import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { request } from 'undici';
import { z } from 'zod';
import { compiledSource } from '../helpers/compiled-source.js';
import type { TestTenant } from '../helpers/tenant.js';
import { HttpBrowser } from '../sandbox/identity/http-browser.js';

export interface Ending {
  /** Exit code, or the signal's name. */
  readonly status: unknown;
  readonly output: string;
  readonly errors: string;
}

export interface Run {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Hears each line of standard error as it comes. */
  readonly onLine?: (line: string, child: ChildProcessWithoutNullStreams) => void | Promise<void>;
}

/** `behalf` as a process of its own before one tenant, with a state folder of its own that goes with `close`. */
export interface CliUnderTest {
  readonly main: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  run(parameters: readonly string[], run?: Run): Promise<Ending>;
  start(parameters: readonly string[], run?: Run): ChildProcessWithoutNullStreams;
  /** Signs a user in with a password. */
  signIn(user: string, ...parameters: readonly string[]): Promise<Ending>;
  close(): void;
}

/** Compiles it. */
export function cliUnderTest(tenant: TestTenant): CliUnderTest {
  const dist = compiledSource();
  const folder = mkdtempSync(join(tmpdir(), 'behalf-cli-'));
  const main = join(dist, 'cli/main.js');
  const base = {
    PATH: process.env['PATH'],
    HOME: folder,
    TZ: 'Europe/Prague',
    BEHALF_STATE_DIR: join(folder, 'state'),
    BEHALF_SANDBOX_URL: tenant.origins.http,
  };
  const start: CliUnderTest['start'] = (parameters, { environment = {} } = {}) =>
    spawn(process.execPath, [main, ...parameters], { cwd: folder, env: { ...base, ...environment } });
  const run: CliUnderTest['run'] = async (parameters, options = {}) => {
    const child = start(parameters, options);
    if (options.onLine === undefined) child.stdin.end(options.input ?? '');
    const ended = once(child, 'close');
    const output: string[] = [];
    const errors: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    const reactions: Promise<void>[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      errors.push(`${line}\n`);
      reactions.push(Promise.resolve(options.onLine?.(line, child)));
    });
    const [code, signal]: unknown[] = await ended;
    await Promise.all(reactions);
    return { status: code ?? signal, output: output.join(''), errors: errors.join('') };
  };
  return {
    main,
    folder,
    environment: base,
    run,
    start,
    signIn: (user, ...parameters) =>
      run(['login', '--username', user, ...parameters], { input: `${tenant.user(user).password}\n` }),
    close: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

const deviceEvent = z.object({ deviceCode: z.object({ userCode: z.string(), verificationUri: z.string() }) });
const signInEvent = z.object({ signIn: z.object({ address: z.string() }) });

/** Plays the person who reads the code and signs in with it, or declines; `beyond` is what pages ask beyond a password. */
export function signingInByCode(
  tenant: TestTenant,
  user: string,
  beyond: (browser: HttpBrowser) => Promise<unknown> = async () => undefined,
  answer: 'continue' | 'cancel' = 'continue',
): NonNullable<Run['onLine']> {
  return async (line) => {
    const event = deviceEvent.safeParse(parsed(line));
    if (!event.success) return;
    const { userCode, verificationUri } = event.data.deviceCode;
    const browser = await enterCode(tenant, verificationUri, userCode, answer);
    if (answer === 'cancel') return;
    await browser.signIn(user);
    await beyond(browser);
  };
}

/** Opens the address, types the code and answers whether that is what the person wants to sign in to. */
export async function enterCode(
  tenant: TestTenant,
  verificationUri: string,
  userCode: string,
  answer: 'continue' | 'cancel' = 'continue',
): Promise<HttpBrowser> {
  const browser = new HttpBrowser(tenant, new URL(verificationUri).origin);
  await browser.open(verificationUri);
  await browser.submit('idSIButton9', { otc: userCode });
  await browser.submit(answer === 'continue' ? 'remoteConnectSubmit' : 'idBtn_Back');
  return browser;
}

/** Plays the browser: signs in, presses a further button, and carries the answer back to the loopback port. */
export function signingInByBrowser(tenant: TestTenant, user: string, further?: string): NonNullable<Run['onLine']> {
  return async (line) => {
    const event = signInEvent.safeParse(parsed(line));
    if (!event.success) return;
    const { address } = event.data.signIn;
    const browser = new HttpBrowser(tenant, new URL(address).origin);
    await browser.open(address);
    await browser.signIn(user);
    if (further !== undefined) await browser.submit(further);
    const [, action = ''] = /<form id="form-post" method="post" action="([^"]*)"/.exec(browser.page.html) ?? [];
    const fields = [...browser.page.html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const body = new URLSearchParams();
    for (const [, name = '', value = ''] of fields) body.set(name, value);
    const answer = await request(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
    await answer.body.dump();
  };
}

/** A line of JSON; undefined for any other. */
export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
