import type { IncomingMessage } from 'node:http';
import { countHeader } from '../common/http/public-address.js';
import { malformedCredentials, missingToken } from './auth.errors.js';

/** RFC 6750 section 2.1: `"Bearer" 1*SP b64token`; the scheme without regard to case (RFC 9110 section 11.1). */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;
const BEARER_PREFIX = /^bearer +/i;
const BEARER_SCHEME = /^bearer(?:$|[ ,\t])/i;

/**
 * The bearer token of a request. Only the Authorization header counts: not a body, a query or another header
 * (RFC 9700 section 4.3.2). Throws `missing_token` where there is none, `invalid_request` where it is malformed or not
 * alone.
 */
export function bearerToken(request: IncomingMessage): string {
  const header = request.headers.authorization;
  if (header === undefined) throw missingToken();
  // Node keeps the first of several and drops the rest without a word.
  if (countHeader(request, 'authorization') > 1) throw malformedCredentials();
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw BEARER_SCHEME.test(header) || header === '' ? malformedCredentials() : missingToken();
  // RFC 6750 section 2: one method of carrying the token per request.
  if (carriesTokenInQuery(request.url ?? '')) throw malformedCredentials();
  return token;
}

/**
 * What stands where the bearer token stands, for looking it up among those that are known: whether it has a token's form
 * is not asked. Undefined where a request's credentials are missing or not clear.
 */
export function presentedToken(request: IncomingMessage): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined || countHeader(request, 'authorization') > 1) return undefined;
  const scheme = BEARER_PREFIX.exec(header)?.[0];
  if (scheme === undefined || carriesTokenInQuery(request.url ?? '')) return undefined;
  return header.slice(scheme.length);
}

/** RFC 6750 section 2.3: no way of carrying a token here, and a second one beside any other. */
export function carriesTokenInQuery(target: string): boolean {
  const query = target.indexOf('?');
  if (query === -1) return false;
  const text = target.slice(query);
  return /[?&]access_token=/i.test(text) || (text.includes('%') && text.slice(1).split('&').some(isTokenParameter));
}

/** By its name as a server reads it; what is no ASCII does not matter here, and need not be well-formed. */
function isTokenParameter(parameter: string): boolean {
  const end = parameter.indexOf('=');
  if (end === -1) return false;
  const name = parameter.slice(0, end).replaceAll(/%([2-7][\da-f])/gi, (_encoded, code: string) => {
    return String.fromCharCode(parseInt(code, 16));
  });
  return name.toLowerCase() === 'access_token';
}
