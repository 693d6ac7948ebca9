import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { TestTenant } from '../helpers/tenant.js';
import { HttpBrowser } from '../sandbox/identity/http-browser.js';

/** What a client's script says, one JSON object per line: it needs a person, or it is done. */
const saying = z.union([
  z.strictObject({ device: z.object({ address: z.string(), code: z.string() }) }),
  z.strictObject({ signIn: z.object({ address: z.string() }) }),
  z.strictObject({ result: z.record(z.string(), z.unknown()) }),
]);

export interface ClientRun {
  /** The program, such as `node`. */
  readonly program: string;
  /** File name of the script beside this file. */
  readonly script: string;
  /** What the script is told, as JSON in its first argument. */
  readonly wishes: Readonly<Record<string, unknown>>;
  /** Who signs in when a person is needed. */
  readonly user?: string;
}

/**
 * Runs an unmodified client library in a process of its own that trusts the tenant's certificate authority by the
 * library's own setting, and plays the person in front of the browser. Answers what the script reports.
 */
export async function runClient(tenant: TestTenant, run: ClientRun): Promise<Record<string, unknown>> {
  const path = new URL(run.script, import.meta.url).pathname;
  const child = spawn(run.program, [path, JSON.stringify(run.wishes)], {
    env: {
      ...quietEnvironment(),
      NODE_EXTRA_CA_CERTS: tenant.caPath,
      REQUESTS_CA_BUNDLE: tenant.caPath,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const said = saying.parse(JSON.parse(line));
      if ('result' in said) return said.result;
      if ('device' in said) await signDeviceIn(tenant, said.device, run.user ?? '');
      else child.stdin.write(`${await signIn(tenant, said.signIn.address, run.user ?? '')}\n`);
    }
  } finally {
    child.kill();
  }
  throw new Error(`${run.script} ended without a result: ${complaints.join('')}`);
}

/** A proxy or a bundle of this machine's must not decide whether a client reaches the tenant. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(https?_proxy|all_proxy|no_proxy|ssl_cert_file|curl_ca_bundle|node_options|azure_.*|msal_.*)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function signDeviceIn(
  tenant: TestTenant,
  device: { address: string; code: string },
  user: string,
): Promise<void> {
  const browser = new HttpBrowser(tenant, new URL(device.address).origin);
  await browser.open(device.address);
  await browser.submit('idSIButton9', { otc: device.code });
  await browser.submit('remoteConnectSubmit');
  await browser.signIn(user);
  if (!browser.has('message')) throw new Error(`the device page stays at ${browser.page.html}`);
}

async function signIn(tenant: TestTenant, address: string, user: string): Promise<string> {
  const browser = new HttpBrowser(tenant, new URL(address).origin);
  await browser.open(address);
  await browser.signIn(user);
  if (browser.page.left === undefined) throw new Error(`the sign-in page stays at ${browser.page.html}`);
  return browser.page.left.href;
}
