import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { lacks, starts } from './requires.js';

/** Longest a step on a page takes, in milliseconds, on a machine that is busy. */
const STEP_MS = 25_000;
/** Longest a whole statement takes there: for `describe`. */
export const PATIENT = { timeout: 120_000 };
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
const PROGRAM = PROGRAMS.find((program) => starts(program, '--version'));

/** Whether tests in a browser must be skipped on this machine. */
export const LACKS_BROWSER = lacks('Behaviour in a browser', {
  chromium: PROGRAM !== undefined,
  certutil: starts('certutil', '-H'),
});

/** One person at a browser: cookies and storage of their own, and everything that went on there. */
export interface Visitor {
  readonly page: Page;
  /** Errors on consoles and uncaught ones, of every page and window, with the address they came from. */
  readonly complaints: readonly string[];
  /** Every host that was asked for anything. */
  readonly hosts: ReadonlySet<string>;
  /** The window that opens while `action` runs. */
  windowOpenedBy(action: () => Promise<void>): Promise<Page>;
  /** Throws where any host but this machine was asked for something. */
  leave(): Promise<void>;
}

/** A headless Chromium that trusts one certificate authority as a user would let it: in its own database. */
export interface TestBrowser {
  visitor(): Promise<Visitor>;
  close(): Promise<void>;
}

/** Starts it with a home of its own; `caPath` is a PEM file. */
export async function startTestBrowser({ caPath }: { caPath: string }): Promise<TestBrowser> {
  if (PROGRAM === undefined) throw new Error('chromium is not installed: npm run setup:test installs it');
  const home = mkdtempSync(join(tmpdir(), 'behalf-browser-'));
  trust(home, caPath);
  const browser = await chromium.launch({
    executablePath: executable(PROGRAM),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
  });
  return {
    visitor: () => welcome(browser),
    close: async () => {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Where Chromium on Linux keeps the authorities its user added. */
function trust(home: string, caPath: string): void {
  const folder = join(home, '.pki', 'nssdb');
  mkdirSync(folder, { recursive: true });
  const certutil = (...parameters: string[]): unknown =>
    execFileSync('certutil', ['-d', `sql:${folder}`, ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });
  certutil('-N', '--empty-password');
  certutil('-A', '-n', 'embedded tenant', '-t', 'C,,', '-i', caPath);
}

function executable(program: string): string {
  return execFileSync('which', [program], { encoding: 'utf8' }).trim();
}

async function welcome(browser: Browser): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(STEP_MS);
  const { complaints, hosts } = watch(context);
  return {
    page: await context.newPage(),
    complaints,
    hosts,
    windowOpenedBy: async (action) => {
      const [window] = await Promise.all([context.waitForEvent('page'), action()]);
      return window;
    },
    leave: async () => {
      await context.close();
      const foreign = [...hosts].filter((host) => host !== 'localhost');
      if (foreign.length > 0) throw new Error(`asked other hosts: ${foreign.join()}`);
    },
  };
}

function watch(context: BrowserContext): { complaints: string[]; hosts: Set<string> } {
  const complaints: string[] = [];
  const hosts = new Set<string>();
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (failure) => {
    complaints.push(`${failure.error().message} (${failure.page()?.url() ?? 'no page'})`);
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http')) hosts.add(hostname);
  });
  return { complaints, hosts };
}
