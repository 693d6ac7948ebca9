// @ts-check
import { at, listAt, numberAt, textAt } from './reading.js';

/**
 * Reads several things in one call, in their order: JSON as a value, bytes as base64 text, undefined for what is not
 * there or refused. For what a page can do without: a photo, a manager.
 * @param {import('./api.js').Call} call
 * @param {readonly string[]} paths Below /v1.0; at most 20.
 * @param {AbortSignal} signal
 * @returns {Promise<readonly unknown[]>}
 */
export async function readTogether(call, paths, signal) {
  if (paths.length === 0) return [];
  const requests = paths.map((url, place) => ({ id: String(place), method: 'GET', url }));
  const answer = await call('/v1.0/$batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
    signal,
  });
  const responses = listAt(await answer.json(), 'responses');
  return requests.map(({ id }) => {
    const found = responses.find((response) => textAt(response, 'id') === id);
    return numberAt(found, 'status') === 200 ? at(found, 'body') : undefined;
  });
}
