import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import type { EntraError } from './entra-error.js';

/** The JSON body of Entra's failures at its token endpoints. */
export interface ErrorAnswer {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: string;
  readonly claims?: string;
}

/** Words a failure as Entra does; `correlationId` is the client's `client-request-id` where it sent one. */
export function errorAnswer(failure: EntraError, clock: Clock, origin: string, correlationId?: string): ErrorAnswer {
  const timestamp = `${new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = randomUUID();
  const correlation = correlationId ?? randomUUID();
  return {
    error: failure.entry.error,
    error_description: `${failure.message} Trace ID: ${traceId} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [failure.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlation,
    error_uri: `${origin}/error?code=${failure.number}`,
    ...(failure.entry.suberror !== undefined && { suberror: failure.entry.suberror }),
    ...(failure.claims !== undefined && { claims: failure.claims }),
  };
}
