import { randomUUID } from 'node:crypto';
import type { Side } from './faults.js';

/** An error body as the side itself would word it for this status. */
export function errorOf(side: Side, status: number): object {
  return side === 'identity' ? identityError(status) : graphError(status);
}

/** Entra's words for trouble of its own: [AADSTS number, OAuth error, text]. */
const IDENTITY_ERRORS: ReadonlyMap<number, readonly [number, string, string]> = new Map([
  [429, [90055, 'temporarily_unavailable', 'The request was throttled because the tenant sent too many requests.']],
  [500, [90033, 'server_error', 'A transient error has occurred. Please try again.']],
  [503, [90033, 'temporarily_unavailable', 'A transient error has occurred. Please try again.']],
  [504, [90012, 'temporarily_unavailable', 'The request to the authentication service has timed out.']],
]);

function identityError(status: number): object {
  const [number, error, text] =
    IDENTITY_ERRORS.get(status) ??
    (status >= 500
      ? ([90033, 'server_error', 'A transient error has occurred. Please try again.'] as const)
      : ([90023, 'invalid_request', 'The authentication service request is not valid.'] as const));
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '');
  return {
    error,
    error_description: `AADSTS${number}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}

const GRAPH_CODES: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'InvalidAuthenticationToken'],
  [403, 'Authorization_RequestDenied'],
  [404, 'Request_ResourceNotFound'],
  [409, 'Conflict'],
  [412, 'PreconditionFailed'],
  [423, 'resourceLocked'],
  [429, 'TooManyRequests'],
  [500, 'InternalServerError'],
  [502, 'BadGateway'],
  [503, 'ServiceUnavailable'],
  [504, 'GatewayTimeout'],
  [507, 'insufficientStorage'],
  [509, 'activityLimitReached'],
]);

function graphError(status: number): object {
  const requestId = randomUUID();
  return {
    error: {
      code: GRAPH_CODES.get(status) ?? 'UnknownError',
      message: `The service answered with status ${status}.`,
      innerError: {
        date: new Date().toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': requestId,
      },
    },
  };
}
