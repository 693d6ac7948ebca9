// @ts-check
import { ownAddress, unreachable } from './api.js';
import { Challenge, challengeOf } from './challenges.js';
import { textAt } from './reading.js';

/** What Graph takes in one request; more needs slices: https://learn.microsoft.com/graph/api/driveitem-put-content. */
export const MOST_BYTES = 250_000_000;

/**
 * Puts a file's bytes through the API, which passes them on as they come. XMLHttpRequest, because fetch does not tell how
 * far a body has gone. Rejects with Challenge.
 * @param {string} path
 * @param {File} file
 * @param {{ way: import('./api.js').Way, onProgress: (done: number) => void, signal: AbortSignal }} how
 * @returns {Promise<void>}
 */
export async function upload(path, file, { way, onProgress, signal }) {
  if (file.size > MOST_BYTES) throw new Challenge('refused', 'The file is too large', 'Choose one of up to 250 MB.');
  const headers = await way.headers();
  signal.throwIfAborted();
  const request = new XMLHttpRequest();
  request.open('PUT', ownAddress(path));
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.setRequestHeader('content-type', file.type || 'application/octet-stream');
  request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  await new Promise((resolve, reject) => {
    for (const end of ['error', 'timeout', 'abort']) request.addEventListener(end, () => reject(unreachable()));
    request.addEventListener('load', resolve);
    request.send(file);
  });
  if (request.status >= 400) throw await challengeOf(asAnswer(request));
}

/**
 * Fetches a file from where Graph keeps it: an address that is its own permission, so nothing of ours goes there
 * (https://learn.microsoft.com/graph/api/driveitem-get-content#downloading-files-in-javascript-apps).
 * @param {import('./api.js').Call} call
 * @param {string} id
 * @param {{ onProgress: (done: number) => void, signal: AbortSignal }} how
 * @returns {Promise<Blob>}
 */
export async function download(call, id, { onProgress, signal }) {
  const item = await call(`/v1.0/me/drive/items/${encodeURIComponent(id)}`, { signal });
  const address = textAt(await item.json(), '@microsoft.graph.downloadUrl');
  if (address === '') throw new Challenge('refused', 'Not a file to download', 'Graph names no address for it.');
  const answer = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer', signal }).catch(() => {
    throw unreachable();
  });
  if (!answer.ok) throw await challengeOf(answer);
  if (answer.body === null) return new Blob([]);
  const reader = answer.body.getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let done = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    done += part.value.length;
    onProgress(done);
  }
  return new Blob(parts, { type: answer.headers.get('content-type') ?? '' });
}

/**
 * Hands bytes to the browser as a download.
 * @param {Blob} bytes
 * @param {string} name
 */
export function save(bytes, name) {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {XMLHttpRequest} request */
function asAnswer(request) {
  const headers = new Headers();
  for (const name of ['www-authenticate', 'retry-after', 'request-id']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, headers });
}
