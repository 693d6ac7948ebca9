import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../cache/replace-file.js';
import { notKept } from '../cache/state-folder.js';
import { UsageError } from '../cli.errors.js';
import type { Layer } from './layer.js';

const profile = z
  .object({
    authority: z.string(),
    tenant: z.string(),
    clientId: z.string(),
    resource: z.enum(['api', 'graph']),
    scopes: z.array(z.string()),
    apiUrl: z.string(),
    graphUrl: z.string(),
    caFile: z.string(),
    sandbox: z.string(),
    account: z.string(),
    method: z.enum(['device', 'browser', 'password', 'app']),
    secretFile: z.string(),
    certificate: z.string(),
    chosen: z.array(z.string()),
  })
  .partial();

const FILE = 'profile.json';

/** Throws UsageError for a name that could be a path. */
export function checkProfileName(name: string): string {
  if (/^[a-z\d][\w.-]{0,39}$/i.test(name)) return name;
  throw new UsageError('A profile’s name is up to 40 letters, digits, dots, hyphens and underscores.');
}

/** What the last sign-in of a profile left: settings, never a secret. Empty where there is none that can be read. */
export function profileLayer(folder: string): Layer {
  try {
    return profile.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return {};
  }
}

/** Keeps the settings of a sign-in. Throws CliError where that cannot be. */
export async function keepProfile(folder: string, layer: Layer): Promise<void> {
  const { authority, tenant, clientId, resource, scopes, apiUrl, graphUrl, caFile, sandbox, account, method } = layer;
  const { secretFile, certificate, chosen } = layer;
  const kept = { authority, tenant, clientId, resource, scopes, apiUrl, graphUrl, caFile, sandbox, account, method };
  const content = `${JSON.stringify({ ...kept, secretFile, certificate, chosen }, undefined, 2)}\n`;
  await replaceFile(join(folder, FILE), content).catch((error: unknown) => {
    throw notKept(folder, error);
  });
}

/** Names of the profiles of a folder. */
export function profileNames(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root).filter((name) => existsSync(join(root, name, FILE)));
}
