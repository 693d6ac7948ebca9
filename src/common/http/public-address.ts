import type { IncomingMessage } from 'node:http';

/**
 * The API's own addresses (PUBLIC_URLS) by the Host header that names them; a scheme's default port may be written or
 * left out.
 */
export class PublicAddresses {
  private readonly byHost = new Map<string, string>();

  constructor(readonly origins: readonly [string, ...string[]]) {
    for (const origin of origins) {
      const { host, hostname, port, protocol } = new URL(origin);
      this.byHost.set(host, origin);
      if (port === '') this.byHost.set(`${hostname}:${protocol === 'https:' ? 443 : 80}`, origin);
    }
  }

  /** The address links and challenges name when a request names none of ours. */
  get default(): string {
    return this.origins[0];
  }

  /** The origin a request was sent to, or undefined when its Host header is missing, doubled or not ours. */
  of(request: IncomingMessage): string | undefined {
    const host = request.headers.host;
    if (host === undefined || countHeader(request, 'host') !== 1) return undefined;
    return this.byHost.get(host) ?? this.byHost.get(host.toLowerCase());
  }
}

/** How often a header arrived. Node keeps only the first of some, so the raw list is what counts. */
export function countHeader({ rawHeaders }: IncomingMessage, lowerCaseName: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName) count += 1;
  }
  return count;
}
