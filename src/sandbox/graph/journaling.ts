import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Cloud } from '../cloud.js';
import { describeToken, traceOf } from '../journal.js';
import { onAnswered } from '../on-answered.js';
import { bearerOf } from './caller.js';

/** What the handlers find out about a request and the journal tells. */
export interface Finding {
  tenantId?: string;
  errorCode?: string;
  requestId?: string;
}

/** Writes each request of a scope into the journal before the client can see its answer. */
export class Journaling {
  private readonly findings = new WeakMap<FastifyRequest, Finding>();

  constructor(private readonly cloud: Cloud) {}

  /** Adds to what is known about a request. */
  note(request: FastifyRequest, finding: Finding): void {
    this.findings.set(request, { ...this.findings.get(request), ...finding });
  }

  install(scope: FastifyInstance): void {
    onAnswered(scope, (request, status) => this.record(request, status));
  }

  private record(request: FastifyRequest, status: number): void {
    const { tenantId, errorCode, requestId } = this.findings.get(request) ?? {};
    const raw = bearerOf(request);
    const token = raw === undefined ? undefined : describeToken(raw);
    this.cloud.journal.record({
      at: new Date(this.cloud.clock.now()).toISOString(),
      side: 'graph',
      method: request.method,
      path: withoutSecret(request.raw.url ?? ''),
      tenantId: tenantId ?? token?.tid ?? null,
      status,
      ...traceOf(request.headers),
      ...(requestId !== undefined && { requestId }),
      ...(errorCode !== undefined && { errorCode }),
      ...(token !== undefined && { token }),
    });
  }
}

/** The address without the query of a pre-authenticated one, which is a permission. */
function withoutSecret(address: string): string {
  return /^\/v1\.0\//i.test(address) ? address : (address.split('?')[0] ?? '');
}
