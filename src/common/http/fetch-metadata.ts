import type { IncomingHttpHeaders } from 'node:http';

/** Destinations whose answer a browser shows by itself, in a window or within a page. */
const SHOWN: ReadonlySet<unknown> = new Set(['document', 'iframe', 'frame', 'object', 'embed']);

/** Whether a browser would show the answer itself, and no script asked (Fetch Metadata, `Sec-Fetch-Dest`). */
export function isShownByBrowser(headers: IncomingHttpHeaders): boolean {
  return SHOWN.has(headers['sec-fetch-dest']);
}

/** Whether a window goes to the answer: by a link or a form, typed or from a bookmark. */
export function isTopLevelNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** The same where a browser is too old to say so: then what it accepts tells. */
export function wantsPage(headers: IncomingHttpHeaders): boolean {
  const { 'sec-fetch-mode': mode, accept = '' } = headers;
  return mode === undefined ? accept.includes('text/html') : mode === 'navigate';
}
