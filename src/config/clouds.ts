/** Microsoft's tenant of personal accounts, the same in the whole public cloud. */
export const PERSONAL_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Microsoft's clouds: https://learn.microsoft.com/graph/deployments. An authority belongs to its own Graph hosts. */
const GRAPH_BY_AUTHORITY: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'https://login.microsoftonline.com': ['https://graph.microsoft.com'],
  'https://login.microsoftonline.us': ['https://graph.microsoft.us', 'https://dod-graph.microsoft.us'],
  'https://login.partner.microsoftonline.cn': ['https://microsoftgraph.chinacloudapi.cn'],
};
const KNOWN_GRAPHS: readonly string[] = Object.values(GRAPH_BY_AUTHORITY).flat();
/** Hosts of one customer each in the public cloud: External ID (CIAM) and B2C. */
const PUBLIC_CLOUD_CUSTOMER = /^https:\/\/[a-z0-9-]+\.(?:ciamlogin|b2clogin)\.com$/;
const CIAM_HOST = /^https:\/\/[^./]+(?=\.ciamlogin\.)/;
const B2C_HOST = /^https:\/\/[^./]+\.b2clogin\./;

export interface GraphOfCloud {
  readonly baseUrl: string;
  /** The resource that scopes name; of Microsoft's public Graph where the host is none of Microsoft's. */
  readonly resource: string;
}

/**
 * The Graph that belongs to an authority. Undefined where the two given are of different clouds, or where the
 * authority is none of Microsoft's and no Graph is given.
 */
export function graphOfCloud(authorityHost: string, baseUrl: string | undefined): GraphOfCloud | undefined {
  const own = PUBLIC_CLOUD_CUSTOMER.test(authorityHost)
    ? GRAPH_BY_AUTHORITY['https://login.microsoftonline.com']
    : GRAPH_BY_AUTHORITY[authorityHost];
  if (own !== undefined) {
    const chosen = baseUrl ?? own[0];
    return own.includes(chosen) ? { baseUrl: chosen, resource: chosen } : undefined;
  }
  if (baseUrl === undefined || KNOWN_GRAPHS.includes(baseUrl)) return undefined;
  return { baseUrl, resource: 'https://graph.microsoft.com' };
}

/**
 * Origin of the issuers an authority vouches for: its own, except that a CIAM authority is `https://<name>.ciamlogin.com`
 * and its issuer `https://{tenantid}.ciamlogin.com`
 * (https://learn.microsoft.com/entra/external-id/customers/).
 */
export function issuerOriginOf(authorityHost: string): string {
  return authorityHost.replace(CIAM_HOST, 'https://{tenantid}');
}

/** The issuer of a tenant's v2.0 tokens, which is also what Entra binds the tenant's keys to. */
export function v2Issuer({ issuerOrigin }: { readonly issuerOrigin: string }, tenantId: string): string {
  return withTenant(`${issuerOrigin}/{tenantid}/v2.0`, tenantId);
}

/** An issuer or address with the tenant filled in. */
export function withTenant(template: string, tenantId: string): string {
  return template.replaceAll('{tenantid}', () => tenantId);
}

/** Whether an authority is one External ID (CIAM) tenant's own. */
export function isCiamAuthority(authorityHost: string): boolean {
  return CIAM_HOST.test(authorityHost);
}

/** Whether an authority is a host of B2C's, where every document belongs to a policy. */
export function isB2cAuthority(authorityHost: string): boolean {
  return B2C_HOST.test(authorityHost);
}
