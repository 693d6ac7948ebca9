import { jsonBody } from './json-body.js';
import type { Call } from './operation.js';

/** A body with the parameters under the names of Exchange: it takes `comment` and `Comment`. */
export function capitalized(call: Pick<Call, 'body'>): { readonly body: Buffer } {
  if (call.body.length === 0) return call;
  const parameters = Object.entries(jsonBody(call)).map(([name, value]) => [
    name.charAt(0).toUpperCase() + name.slice(1),
    value,
  ]);
  return { body: Buffer.from(JSON.stringify(Object.fromEntries(parameters))) };
}
