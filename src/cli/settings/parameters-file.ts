import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli.errors.js';
import type { Layer } from './layer.js';

const words = z.union([z.string().transform((text) => text.split(/[\s,]+/)), z.array(z.string())]);

/** The members of Microsoft's samples (`parameters.json`), under both of their spellings, and this program's own. */
const parameters = z.looseObject({
  authority: z.string().optional(),
  tenant: z.string().optional(),
  tenant_id: z.string().optional(),
  tenantId: z.string().optional(),
  client_id: z.string().optional(),
  clientId: z.string().optional(),
  scope: words.optional(),
  scopes: words.optional(),
  secret: z.string().optional(),
  client_secret: z.string().optional(),
  clientSecret: z.string().optional(),
  certificate: z.string().optional(),
  username: z.string().optional(),
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  resource: z.enum(['api', 'graph']).optional(),
  apiUrl: z.url().optional(),
  graphUrl: z.url().optional(),
  caFile: z.string().optional(),
});

/**
 * Settings of a JSON file; `tell` hears of members that are left out. Throws CliError that names the member, never its
 * value.
 */
export function parametersLayer(file: string, tell: (text: string) => void): Layer {
  const parsed = parameters.safeParse(contentOf(file));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new CliError('config_file', `${file} has members that cannot be used: ${wrong.join('; ')}.`, {
      remedy: 'See behalf login --help for what it may hold.',
    });
  }
  const unknown = Object.keys(parsed.data).filter((name) => !(name in parameters.shape));
  if (unknown.length > 0) tell(`${file}: ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} not read here.`);
  const {
    tenant,
    tenant_id,
    tenantId,
    client_id,
    clientId,
    scope,
    scopes,
    secret,
    client_secret,
    clientSecret,
    ...same
  } = parsed.data;
  const { authority, certificate, username, endpoint, resource, apiUrl, graphUrl, caFile } = same;
  return {
    authority,
    tenant: tenant ?? tenant_id ?? tenantId,
    clientId: client_id ?? clientId,
    scopes: scope ?? scopes,
    secret: secret ?? client_secret ?? clientSecret,
    certificate: certificate === undefined ? undefined : resolve(file, '..', certificate),
    username,
    endpoint,
    resource,
    apiUrl,
    graphUrl,
    caFile: caFile === undefined ? undefined : resolve(file, '..', caFile),
  };
}

function contentOf(file: string): unknown {
  try {
    // Editors of Windows put a byte order mark in front.
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    const what = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new CliError('config_file', `${file} ${what}.`, { remedy: 'Correct --config (or BEHALF_CONFIG).', cause });
  }
}
