import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { fetchJson, FetchJsonError } from '../../common/outbound/fetch-json.js';
import { CliError } from '../cli.errors.js';
import { unreachable } from '../unreachable.js';
import type { Layer } from './layer.js';

const metadata = z.object({
  authorization_servers: z.array(z.url()).default([]),
  scopes_supported: z.array(z.string()).min(1),
});

/** Which scope an API wants, and where its tokens come from, as it says itself (RFC 9728). */
export async function apiMetadataLayer(dispatcher: Dispatcher, apiUrl: string): Promise<Layer> {
  const address = `${apiUrl.replace(/\/$/, '')}/.well-known/oauth-protected-resource`;
  try {
    const limits = { timeoutMs: 10_000, maxBytes: 64 * 1024 };
    const { authorization_servers, scopes_supported } = metadata.parse(await fetchJson(dispatcher, address, limits));
    return { authority: authorization_servers[0], scopes: scopes_supported };
  } catch (cause) {
    if (cause instanceof FetchJsonError && cause.kind === 'unreachable') throw unreachable(apiUrl, cause);
    throw new CliError('not_this_api', `${apiUrl} does not say which scope it wants.`, {
      remedy: 'Correct --api-url, or name the scope: --scope api://<client id of the API>/access_as_user',
      cause,
    });
  }
}
