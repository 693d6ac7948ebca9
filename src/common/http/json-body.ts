import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Problem } from '../problem/problem.js';
import { boundedBody } from './bounded-body.js';

/** Far more than any body of our own endpoints weighs, in bytes. */
const MAX_BYTES = 16 * 1024;
/** RFC 8259 section 11 defines no parameter; clients send `charset` all the same, and JSON is UTF-8. */
const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i;

/**
 * The JSON body of a request to one of our own endpoints, as `schema` reads it. Throws `unsupported_media_type`,
 * `body_too_large`, `request_timeout`, `invalid_body`; none repeats anything of the body.
 */
export async function jsonBody<T>(request: FastifyRequest, reply: FastifyReply, schema: z.ZodType<T>): Promise<T> {
  const { headers } = request;
  if (!JSON_TYPE.test(headers['content-type'] ?? '') || headers['content-encoding'] !== undefined)
    throw new Problem('unsupported_media_type', { closeConnection: true });
  const parsed = schema.safeParse(parsedJson(await boundedBody(request, reply, MAX_BYTES)));
  if (!parsed.success) throw new Problem('invalid_body', { cause: parsed.error });
  return parsed.data;
}

/** UTF-8 without a byte order mark (RFC 8259 section 8.1). */
function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new Problem('invalid_body', { cause });
  }
}
