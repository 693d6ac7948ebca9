import { z } from 'zod';

const text = z.string().min(1).optional().catch(undefined);
const identityQuery = z.object({ 'api-version': text, resource: text, client_id: text });

/** What is asked of a managed identity endpoint; a parameter that is empty or there twice counts as missing. */
export type IdentityQuery = z.infer<typeof identityQuery>;

export function readIdentityQuery(query: unknown): IdentityQuery {
  return identityQuery.parse(query);
}
