import type { FastifyRequest } from 'fastify';

/**
 * The addresses one cloud answers at, each an origin such as `https://localhost:3444` without a trailing slash.
 * Everything the tenant says about itself uses the origin it was asked at; only the issuer is one fixed origin.
 */
export class Origins {
  private readonly byHost: ReadonlyMap<string, string>;

  constructor(
    /** For browsers and curl. */
    readonly http: string,
    /** For clients that insist on TLS; also the issuer. */
    readonly https: string,
    /** Further origins: SANDBOX_ORIGINS, and those of played authorities. */
    private readonly further: readonly string[] = [],
    private readonly otherIssuer?: string,
  ) {
    this.byHost = new Map([http, https, ...further].map((origin) => [new URL(origin).host, origin]));
  }

  /** The one origin tokens name as their issuer. */
  get issuer(): string {
    return this.otherIssuer ?? this.https;
  }

  /** The same addresses as a cloud with another issuer sees them; `{tenantid}` possible in it. */
  withIssuer(issuer: string): Origins {
    return new Origins(this.http, this.https, this.further, issuer);
  }

  /** All of them, the plain one first. */
  get all(): readonly string[] {
    return [...new Set(this.byHost.values())];
  }

  /** The origin a request was addressed to, or undefined when its Host is none of ours. */
  of(request: Pick<FastifyRequest, 'headers'>): string | undefined {
    const host = request.headers.host;
    return host === undefined ? undefined : this.byHost.get(host.toLowerCase());
  }
}
