import { CliError, UsageError } from '../cli.errors.js';
import type { Settings } from '../settings/settings.js';
import { baseUrl } from '../settings/settings.js';

export interface Query {
  readonly select?: string | undefined;
  readonly top?: string | undefined;
}

/** Paths with a version, and this API's own; anything else is one of Graph's, below v1.0. */
const WHOLE = /^\/(?:v1\.0|beta)\//;
const OWN = /^\/(?:auth|health|\.well-known)\/|^\/openapi\.json$/;

/** The address of a path such as `/me`, or of a whole address of the same server. Throws UsageError. */
export function addressOf(path: string, settings: Settings, { select, top }: Query = {}): string {
  const base = baseUrl(settings);
  if (base === undefined)
    throw new CliError('no_api', 'It is not known where the API is.', {
      remedy: 'Name it: --api-url URL; or ask Graph itself: --resource graph',
    });
  const url = whole(path, base, settings.resource);
  if (url.origin !== new URL(base).origin)
    throw new UsageError('The token is only sent to the server it is for.', `Give a path, or an address at ${base}`);
  const options = [
    ...(select === undefined ? [] : [`$select=${encodeURIComponent(select).replaceAll('%2C', ',')}`]),
    ...(top === undefined ? [] : [`$top=${top}`]),
  ];
  if (options.length > 0)
    url.search = [url.search.replace(/^\?/, ''), ...options].filter((part) => part !== '').join('&');
  return url.href;
}

function whole(path: string, base: string, resource: Settings['resource']): URL {
  if (/^https?:\/\//i.test(path)) {
    if (URL.canParse(path)) return new URL(path);
    throw new UsageError(`${path} is not an address.`);
  }
  const rooted = path.startsWith('/') ? path : `/${path}`;
  if (/^[/\\]{2}/.test(rooted)) throw new UsageError('A path begins with one slash.');
  const own = resource === 'api' && OWN.test(rooted);
  return new URL(`${base}${own || WHOLE.test(rooted) ? '' : '/v1.0'}${rooted}`);
}
