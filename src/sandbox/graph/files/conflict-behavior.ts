import { z } from 'zod';
import { GraphError } from '../errors.js';
import type { Call } from '../operation.js';
import type { ConflictBehavior } from './drive.js';

const behavior = z.enum(['fail', 'replace', 'rename']);
/** https://learn.microsoft.com/graph/api/resources/driveitem#instance-attributes, and its older spelling. */
const NAMES = ['@microsoft.graph.conflictBehavior', '@name.conflictBehavior'];

/** What to do where a name is taken, from the query or else the body. Throws 400 for a word Graph does not know. */
export function conflictBehavior(
  { query }: Pick<Call, 'query'>,
  body: Readonly<Record<string, unknown>>,
): ConflictBehavior | undefined {
  const written =
    NAMES.map((name) => query.parameters[name.toLowerCase()]).find((value) => value !== undefined) ??
    NAMES.map((name) => body[name]).find((value) => value !== undefined);
  if (written === undefined) return undefined;
  const parsed = behavior.safeParse(typeof written === 'string' ? written.toLowerCase() : written);
  if (!parsed.success)
    throw new GraphError('invalidRequest', "The value of '@microsoft.graph.conflictBehavior' is not valid.");
  return parsed.data;
}
