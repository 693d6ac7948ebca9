import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { FetchJsonError, fetchJson } from '../common/outbound/fetch-json.js';
import type { AppConfig } from '../config/app-config.js';
import { v2Issuer } from '../config/clouds.js';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const discoveryDocument = z.object({ issuer: z.string() });
const MAX_BYTES = 512 * 1024;

type Config = Pick<AppConfig, 'identity' | 'limits'>;

/**
 * Tells the tenant of our own registration from others. Where AZURE_TENANT_ID is a domain, its GUID is asked for when it
 * is first wanted: Entra names the tenant of a domain in the issuer of its discovery document.
 */
export class HomeTenant {
  private guid: string | undefined;

  constructor(
    private readonly config: Config,
    private readonly dispatcher: Dispatcher,
  ) {
    const { tenant } = config.identity;
    if (GUID.test(tenant)) this.guid = tenant;
  }

  /** Where only one tenant's accounts are let in it is that one. False where it cannot be told: behind a shared entrance. */
  async is(tenantId: string): Promise<boolean> {
    const { allowedTenants, tenant } = this.config.identity;
    if (allowedTenants.length === 0) return true;
    if (this.guid === undefined && tenant.includes('.')) this.guid = await this.asked(tenant);
    return tenantId === this.guid;
  }

  private async asked(domain: string): Promise<string | undefined> {
    const { identity, limits } = this.config;
    const address = `${identity.authorityHost}/${domain}/v2.0/.well-known/openid-configuration`;
    try {
      const document = await fetchJson(this.dispatcher, address, {
        timeoutMs: limits.identityTimeoutMs,
        maxBytes: MAX_BYTES,
      });
      const issuer = discoveryDocument.safeParse(document).data?.issuer ?? '';
      const guid = GUID.exec(issuer)?.[0];
      return guid !== undefined && issuer === v2Issuer(identity, guid) ? guid : undefined;
    } catch (error) {
      // Then it cannot be told this time.
      if (error instanceof FetchJsonError) return undefined;
      throw error;
    }
  }
}
