import { z } from 'zod';
import { GraphError } from './errors.js';
import type { Call } from './operation.js';

const object = z.record(z.string(), z.unknown());

/** The JSON object a request carries. Throws 400 for anything else, as OData's reader does. */
export function jsonBody({ body }: Pick<Call, 'body'>): Readonly<Record<string, unknown>> {
  try {
    return object.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    throw new GraphError(
      'badRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

/** The JSON object a request carries in the shape of `schema`; members it does not know are ignored. Throws 400. */
export function bodyOf<T>(call: Pick<Call, 'body'>, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonBody(call));
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('/') ?? '';
  throw new GraphError('badRequest', `Invalid value specified for property '${path}' of the resource.`);
}
