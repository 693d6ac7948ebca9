import { randomUUID } from 'node:crypto';
import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { InnerAnswer } from './inner-requests.js';
import type { Step } from './batch-request.js';

/** The headers an answer inside a batch keeps, as Graph spells them there. */
const KEPT = [
  'Cache-Control',
  'Content-Disposition',
  'Content-Range',
  'Content-Type',
  'ETag',
  'Last-Modified',
  'Location',
  'OData-Version',
  'Operation-Location',
  'Preference-Applied',
  'Retry-After',
  'WWW-Authenticate',
];

/** An answer among those of a batch: JSON as it is, other bodies in base64. */
export function stepAnswer({ id }: Step, { status, headers, bytes }: InnerAnswer): GraphObject {
  const kept = KEPT.flatMap((name) => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    id,
    status,
    headers: Object.fromEntries(kept),
    ...(bytes.length > 0 && { body: bodyOf(bytes, headers['content-type']) }),
  };
}

/** The answer to a step that was refused before it was asked. */
export function refusedStep({ id }: Step, { status, code, message }: GraphError, now: number): GraphObject {
  const requestId = randomUUID();
  return {
    id,
    status,
    headers: { 'Cache-Control': 'no-cache', 'Content-Type': 'application/json' },
    body: {
      error: {
        code,
        message,
        innerError: {
          date: new Date(now).toISOString().slice(0, 19),
          'request-id': requestId,
          'client-request-id': requestId,
        },
      },
    },
  };
}

function bodyOf(bytes: Buffer, type: string | undefined): unknown {
  if (!isJson(type)) return bytes.toString('base64');
  const parsed: unknown = JSON.parse(bytes.toString());
  return parsed;
}

/** Whether a media type is JSON's. */
export function isJson(type: string | undefined): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type ?? '');
}
