import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { isTopLevelNavigation } from '../common/http/fetch-metadata.js';
import { PublicAddresses } from '../common/http/public-address.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { csrfRefused } from './session.errors.js';

/** RFC 9110 section 9.2.1. */
const SAFE: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * From which pages a cookie counts. Browsers say where a request comes from, and pages cannot make them say otherwise
 * (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html, Fetch
 * Metadata): a sibling on another port or subdomain is the same site, and still another origin.
 */
@Injectable()
export class RequestOrigins {
  private readonly listed: ReadonlySet<string>;

  constructor(
    @Inject(APP_CONFIG) { corsOrigins }: AppConfig,
    private readonly addresses: PublicAddresses,
  ) {
    this.listed = new Set(corsOrigins);
  }

  /**
   * Lets through what our own pages and those of listed front ends send; what changes nothing also from the address bar
   * and by links elsewhere, for then the answer is for the user alone. Throws `csrf_refused`.
   */
  expectTrusted(request: IncomingMessage): void {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (site === 'same-origin') return;
    if (origin !== undefined && (this.listed.has(origin) || origin === this.addresses.of(request))) return;
    const byUser = site === undefined || site === 'none' ? origin === undefined : isTopLevelNavigation(request.headers);
    if (!byUser || !SAFE.has(request.method)) throw csrfRefused();
  }
}
