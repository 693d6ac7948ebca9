import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the journal says of a token: never the token. Claims are null where the token is not one of this tenant's. */
export interface JournalToken {
  /** Hex SHA-256 of the raw token. */
  readonly sha256: string;
  readonly aud: string | null;
  readonly oid: string | null;
  readonly tid: string | null;
}

/** One request the embedded tenant received. */
export interface JournalEntry {
  /** ISO time. */
  readonly at: string;
  readonly side: 'identity' | 'graph';
  readonly method: string;
  /** Path with query; secrets never travel in either. */
  readonly path: string;
  readonly tenantId: string | null;
  readonly grant?: string;
  readonly clientId?: string;
  readonly status: number;
  /** AADSTS number at identity, Graph's error code at Graph. */
  readonly errorCode?: number | string;
  /** What its answer was called: `x-ms-request-id` at identity, `request-id` at Graph. */
  readonly requestId?: string;
  /** The trace it belonged to (W3C Trace Context). */
  readonly traceparent?: string;
  /** At identity the access token issued, at Graph the one received. */
  readonly token?: JournalToken;
  /** The user assertion of an on-behalf-of grant. */
  readonly assertion?: JournalToken;
}

/** The last requests the embedded tenant received, for tests and people; bounded. */
export class Journal {
  private kept: JournalEntry[] = [];

  constructor(private readonly limit = 20_000) {}

  get entries(): readonly JournalEntry[] {
    return this.kept;
  }

  record(entry: JournalEntry): void {
    this.kept.push(entry);
    if (this.kept.length > this.limit) this.kept = this.kept.slice(-Math.ceil(this.limit / 2));
  }

  clear(): void {
    this.kept = [];
  }
}

/** The trace that a request's headers name; nothing where they name none. */
export function traceOf({ traceparent }: IncomingHttpHeaders): Pick<JournalEntry, 'traceparent'> {
  return typeof traceparent === 'string' ? { traceparent } : {};
}

/** Describes a raw token for the journal. The claims are read without proof: the journal says what arrived. */
export function describeToken(raw: string): JournalToken {
  const claims = unverifiedClaims(raw);
  const text = (name: string): string | null => (typeof claims[name] === 'string' ? claims[name] : null);
  return {
    sha256: createHash('sha256').update(raw).digest('hex'),
    aud: text('aud'),
    oid: text('oid'),
    tid: text('tid'),
  };
}

function unverifiedClaims(raw: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(raw.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}
