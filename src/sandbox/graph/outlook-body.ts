import { z } from 'zod';
import { GraphError } from './errors.js';
import { bodyOf, jsonBody } from './json-body.js';
import type { EntityType } from './odata/schema.js';
import { member } from './odata/schema.js';
import type { Call } from './operation.js';

/** Graph's limit of a request to Exchange, bytes (https://learn.microsoft.com/graph/errors). */
const MAX_BODY = 4 * 1024 * 1024;

/**
 * The resource a client sent to Exchange. Throws 400 for properties its type does not have (`relations` are the
 * navigations that may come along) and for values of another kind, 413 for more than 4 MB.
 */
export function resourceOf<T>(
  call: Pick<Call, 'body'>,
  schema: z.ZodType<T>,
  type: EntityType,
  relations: readonly string[] = [],
): T {
  requireKnown(limited(call), type, relations);
  return bodyOf(call, schema);
}

/** The parameters of an action. Throws 400 for values of another kind, 413 for more than 4 MB. */
export function parametersOf<T>(call: Pick<Call, 'body'>, schema: z.ZodType<T>): T {
  if (call.body.length > MAX_BODY) throw new GraphError('tooLarge', 'The maximum request length supported is 4MB.');
  return bodyOf(call.body.length === 0 ? { body: Buffer.from('{}') } : call, schema);
}

/** Text of a closed set; OData reads the names of enumerations without regard to case. */
export function oneOf<const T extends readonly [string, ...string[]]>(names: T): z.ZodType<T[number]> {
  return z
    .string()
    .transform((written) => names.find((name) => name.toLowerCase() === written.toLowerCase()) ?? written)
    .pipe(z.enum(names));
}

function limited(call: Pick<Call, 'body'>): Readonly<Record<string, unknown>> {
  if (call.body.length > MAX_BODY) throw new GraphError('tooLarge', 'The maximum request length supported is 4MB.');
  return jsonBody(call);
}

/** Throws 400 for the first property of `resource` that `type` does not have. */
export function requireKnown(
  resource: Readonly<Record<string, unknown>>,
  type: EntityType,
  relations: readonly string[] = [],
): void {
  const unknown = Object.keys(resource).find(
    (name) => !name.includes('@') && member(type.members, name) === undefined && !relations.includes(name),
  );
  if (unknown !== undefined)
    throw new GraphError(
      'unknownProperty',
      `The property '${unknown.slice(0, 80)}' does not exist on type '${type.name}'. Make sure to only use property names that are defined by the type.`,
    );
}
