import { request } from 'undici';
import { readBounded } from '../common/outbound/fetch-json.js';
import type { Consultation } from './consultation.js';

const MAX_BYTES = 512 * 1024;

/** What a sign-in without a person comes to. */
export interface SilentAnswer {
  /** Entra sent the browser back to the redirect address; otherwise it shows a page. */
  readonly redirected: boolean;
  /** The error's number, where there is one. */
  readonly aadsts: number | undefined;
}

/**
 * Asks for a sign-in with `prompt=none` as a browser without a session does (OpenID Connect Core section 3.1.2.1): the
 * answer tells what Entra checks before it looks for a user. Rejects where there is no answer.
 */
export async function silentSignIn(
  { config: { identity, api, limits }, dispatcher }: Consultation,
  redirectUri: string,
): Promise<SilentAnswer> {
  const url = new URL(`${identity.authorityHost}/${identity.tenant}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: identity.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    // By its GUID: an application that names itself otherwise is refused (AADSTS90009).
    scope: `${identity.clientId}/${api.scope}`,
    prompt: 'none',
  }).toString();
  const answer = await request(url, { dispatcher, signal: AbortSignal.timeout(limits.identityTimeoutMs) });
  const page = await readBounded(answer.body, MAX_BYTES);
  const { location } = answer.headers;
  const target = typeof location === 'string' && URL.canParse(location) ? new URL(location) : undefined;
  const redirected = target !== undefined && `${target.origin}${target.pathname}` === withoutQuery(redirectUri);
  return { redirected, aadsts: numberIn(redirected ? (target.searchParams.get('error_description') ?? '') : page) };
}

function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

function numberIn(text: string): number | undefined {
  const digits = /AADSTS(\d{4,8})(?!\d)/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
