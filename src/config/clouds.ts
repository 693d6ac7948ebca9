/** Microsoft's clouds: https://learn.microsoft.com/graph/deployments. An authority belongs to its own Graph hosts. */
const GRAPH_BY_AUTHORITY: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'https://login.microsoftonline.com': ['https://graph.microsoft.com'],
  'https://login.microsoftonline.us': ['https://graph.microsoft.us', 'https://dod-graph.microsoft.us'],
  'https://login.partner.microsoftonline.cn': ['https://microsoftgraph.chinacloudapi.cn'],
};
const KNOWN_GRAPHS: readonly string[] = Object.values(GRAPH_BY_AUTHORITY).flat();

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
  const own = GRAPH_BY_AUTHORITY[authorityHost];
  if (own !== undefined) {
    const chosen = baseUrl ?? own[0];
    return own.includes(chosen) ? { baseUrl: chosen, resource: chosen } : undefined;
  }
  if (baseUrl === undefined || KNOWN_GRAPHS.includes(baseUrl)) return undefined;
  return { baseUrl, resource: 'https://graph.microsoft.com' };
}
