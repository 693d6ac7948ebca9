import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { z } from 'zod';
import { readBounded } from '../../common/outbound/fetch-json.js';
import { parsedAnswer } from '../calls/parsed-answer.js';
import { CliError, UsageError } from '../cli.errors.js';
import { variable } from '../environment.js';
import { EMBEDDED_TENANT, tenantDescription } from '../settings/embedded-tenant.js';
import type { OutputOptions } from '../terminal/terminal.js';
import { Terminal } from '../terminal/terminal.js';
import { unreachable } from '../unreachable.js';
import { WayOut } from '../way-out.js';

export interface SandboxOptions extends OutputOptions {
  /** Address of the embedded tenant. */
  readonly sandbox?: string;
}
export interface UserSwitches extends SandboxOptions {
  readonly consent?: 'missing' | 'given';
  readonly mfa?: 'on' | 'off';
  readonly disabled?: 'on' | 'off';
}
export interface FaultOptions extends SandboxOptions {
  readonly status?: number;
  readonly retryAfter?: number;
  readonly delay?: number;
  readonly hang?: boolean;
  readonly reset?: 'beforeHeaders' | 'midBody';
  readonly share?: number;
  readonly user?: string;
}

const FAULTS = ['status', 'delayMs', 'hang', 'reset'];

const refusal = z.object({ code: z.string(), detail: z.string() });
const journal = z.object({
  entries: z.array(
    z.looseObject({
      at: z.union([z.string(), z.number()]),
      side: z.string(),
      method: z.string(),
      path: z.string(),
      grant: z.string().optional(),
      status: z.number().optional(),
      errorCode: z.union([z.number(), z.string()]).optional(),
    }),
  ),
});

/** Addresses, tenants and applications of the embedded tenant. */
export function showState(options: SandboxOptions): Promise<void> {
  return control(options, async (terminal, ask) => {
    const tenant = expected(tenantDescription, await ask('GET', ''));
    // Passwords and secrets are one command further, for whom asks for them.
    const { origins, api, tenants } = tenant;
    const applications = tenant.applications.map(({ name, clientId, tenantId }) => ({ name, clientId, tenantId }));
    const states = tenant.users.map(({ userPrincipalName, state }) => ({ userPrincipalName, state }));
    terminal.result({ origins, api, tenants, applications, users: states }, () => {
      const { dim } = terminal.style;
      const rows = [
        ['Embedded tenant', `${origins.http}   ${origins.https}`],
        ['API', `${api.url}   ${api.https}`],
        ['Scope', api.scope],
        ['CA', origins.ca],
      ];
      const lines = rows.map(([name, text]) => `${dim((name ?? '').padEnd(17))}${text}\n`).join('');
      const tenantRows = tenants.map(({ domain, displayName, id }) => [domain, displayName, id]);
      const applicationRows = applications.map(({ name, clientId }) => [name, clientId]);
      return [
        lines,
        terminal.table(['Tenant', 'Name', 'Id'], tenantRows),
        terminal.table(['Application', 'Client id'], applicationRows),
      ].join('\n');
    });
  });
}

/** Its users, with their passwords. */
export function showUsers(options: SandboxOptions): Promise<void> {
  return control(options, async (terminal, ask) => {
    const { users } = expected(tenantDescription, await ask('GET', ''));
    const rows = users.map(({ userPrincipalName, password, state }) => [userPrincipalName, password, state]);
    terminal.result(users, () => terminal.table(['User', 'Password', 'State'], rows));
  });
}

/** Turns a user's switches. */
export function switchUser(user: string, { consent, mfa, disabled, ...options }: UserSwitches): Promise<void> {
  if ([consent, mfa, disabled].every((each) => each === undefined))
    throw new UsageError('Which switch?', 'One of --consent, --mfa, --disabled');
  return control(options, async (terminal, ask) => {
    const body = {
      ...(consent !== undefined && { consent: consent === 'missing' }),
      ...(mfa !== undefined && { mfa: mfa === 'on' }),
      ...(disabled !== undefined && { disabled: disabled === 'on' }),
    };
    const answer = await ask('PATCH', `/users/${encodeURIComponent(user)}`, body);
    const { state } = expected(z.object({ state: z.string() }), answer);
    terminal.result({ userPrincipalName: user, state }, () => `${user} is ${state} now.\n`);
  });
}

/** Ends a user's sessions and tokens, as an administrator does. */
export function revoke(user: string, options: SandboxOptions): Promise<void> {
  return control(options, async (terminal, ask) => {
    await ask('POST', `/users/${encodeURIComponent(user)}/revoke`, {});
    terminal.result({ revoked: user }, () => `Tokens of ${user} from before now count no more.\n`);
  });
}

/** Rolls the signing keys over. */
export function rotate({ withdrawOld = false, ...options }: SandboxOptions & { withdrawOld?: boolean }): Promise<void> {
  return control(options, async (terminal, ask) => {
    const { kid } = expected(z.object({ kid: z.string() }), await ask('POST', '/keys/rotate', { withdrawOld }));
    terminal.result({ kid }, () => `The new key is ${kid}${withdrawOld ? '; the old ones are withdrawn' : ''}.\n`);
  });
}

/** Lets one side fail; whatever failed before is whole again. */
export function setFault(side: string, { json, verbose, sandbox, delay, ...fault }: FaultOptions): Promise<void> {
  const set = { ...fault, ...(delay !== undefined && { delayMs: delay }) };
  if (side !== 'none' && !FAULTS.some((name) => name in set))
    throw new UsageError('How does it fail?', 'One of --status, --delay, --hang, --reset');
  return control({ json, verbose, ...(sandbox !== undefined && { sandbox }) }, async (terminal, ask) => {
    const faults = side === 'none' ? {} : { [side]: set };
    await ask('PUT', '/faults', faults);
    terminal.result(faults, () =>
      side === 'none'
        ? 'Both sides are whole again.\n'
        : `${side === 'graph' ? 'Graph' : 'Identity'} fails now: ${JSON.stringify(set)}\n`,
    );
  });
}

/** Takes everything back to what it was at the start. */
export function reset(options: SandboxOptions): Promise<void> {
  return control(options, async (terminal, ask) => {
    await ask('POST', '/reset', {});
    terminal.result({ reset: true }, () => 'Users, data, faults and journal are as at the start.\n');
  });
}

/** What it received, the newest last. */
export function showJournal({ limit, ...options }: SandboxOptions & { limit: number }): Promise<void> {
  return control(options, async (terminal, ask) => {
    const { entries } = expected(journal, await ask('GET', '/journal'));
    const last = entries.slice(-limit);
    const rows = last.map(({ at, side, method, path, grant, status, errorCode }) => [
      new Date(at).toTimeString().slice(0, 8),
      side,
      String(status ?? ''),
      method,
      path,
      [grant, typeof errorCode === 'number' ? `AADSTS${errorCode}` : errorCode].filter(Boolean).join(' '),
    ]);
    terminal.result(last, () => terminal.table(['At', 'Side', '', '', 'Path', 'Grant, error'], rows));
  });
}

function expected<T>(schema: z.ZodType<T>, content: unknown): T {
  return parsedAnswer(schema, content, 'The embedded tenant');
}

type Ask = (method: Dispatcher.HttpMethod, path: string, body?: object) => Promise<unknown>;

async function control(options: SandboxOptions, work: (terminal: Terminal, ask: Ask) => Promise<void>): Promise<void> {
  const terminal = new Terminal(options);
  const wayOut = new WayOut();
  const origin = originOf(options.sandbox ?? variable('BEHALF_SANDBOX_URL') ?? EMBEDDED_TENANT);
  try {
    await work(terminal, (method, path, body) =>
      asked(wayOut.trusting(undefined), `${origin}/sandbox${path}`, method, body),
    );
  } finally {
    await wayOut.close();
  }
}

async function asked(
  dispatcher: Dispatcher,
  url: string,
  method: Dispatcher.HttpMethod,
  body?: object,
): Promise<unknown> {
  const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await request(url, { dispatcher, method, headers, ...sent }).catch((error: unknown) => {
    throw unreachable(`The embedded tenant at ${new URL(url).origin}`, error);
  });
  const text = await readBounded(answer.body, 16 * 1024 * 1024);
  if (answer.statusCode === 204) return undefined;
  const content = parsed(text);
  if (answer.statusCode < 400 && content !== undefined) return content;
  const said = refusal.safeParse(content).data;
  throw said === undefined || said.code === 'not_found'
    ? new CliError('not_the_sandbox', `${new URL(url).origin} is not an embedded tenant.`, {
        remedy: 'Correct --sandbox.',
      })
    : new CliError(said.code, said.detail, {
        remedy: 'behalf sandbox users lists who there is; behalf sandbox --help what there is.',
      });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function originOf(address: string): string {
  if (URL.canParse(address)) return new URL(address).origin;
  throw new CliError('sandbox_address', `${address} is not an address.`, { remedy: 'Correct --sandbox.' });
}
