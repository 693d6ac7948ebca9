import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { badParameter } from './session.errors.js';

/** Longest address taken, in characters. */
const MAX_LENGTH = 2048;
/** More often decoded by nobody. */
const DECODINGS = 3;
/** Control characters, which browsers drop, and backslashes, which they take for slashes. */
const NEVER_WITHIN = /[\p{Cc}\\]/u;

/** Where a browser may be sent after a sign-in or a sign-out: to our own paths, and to listed origins. */
@Injectable()
export class ReturnAddresses {
  private readonly origins: ReadonlySet<string>;

  constructor(@Inject(APP_CONFIG) { allowedRedirectUris, corsOrigins }: AppConfig) {
    this.origins = new Set([...allowedRedirectUris.map((uri) => new URL(uri).origin), ...corsOrigins]);
  }

  /** The whole address; `publicUrl` is our own origin. Throws `invalid_request`. */
  resolve(returnTo: string, publicUrl: string): string {
    const address = isOwnPath(returnTo) ? new URL(`${publicUrl}${returnTo}`) : this.listed(returnTo);
    if (address === undefined)
      throw badParameter(
        'return_to must be a path of this API, such as /, or an address whose origin is in ALLOWED_REDIRECT_URIS or CORS_ORIGINS.',
      );
    return address.href;
  }

  private listed(text: string): URL | undefined {
    if (text.length > MAX_LENGTH || NEVER_WITHIN.test(text) || !/^https?:\/\/[^/]/.test(text) || !URL.canParse(text))
      return undefined;
    const url = new URL(text);
    return url.username === '' && url.password === '' && this.origins.has(url.origin) ? url : undefined;
  }
}

/**
 * A path that every reader takes for one, however often it decodes it: one slash at its beginning, and nothing that a
 * browser would take for another host, such as `//` and `/\`.
 */
export function isOwnPath(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  let reading = text;
  for (let decoding = 0; decoding <= DECODINGS; decoding += 1) {
    const [path = ''] = reading.split(/[?#]/, 1);
    if (!path.startsWith('/') || path.includes('//') || NEVER_WITHIN.test(reading)) return false;
    const decoded = decodedOnce(reading);
    if (decoded === undefined) return decoding > 0;
    if (decoded === reading) return true;
    reading = decoded;
  }
  return false;
}

/** Undefined for what is no percent-encoding of UTF-8. */
function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
