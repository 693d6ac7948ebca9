/** Whether Graph clients read the answers of this path: Graph's own error form is for them. */
export function isGraphPath(path: string): boolean {
  return path.startsWith('/v1.0/') || path.startsWith('/beta/');
}

/** Of every answer that does not say otherwise: a cache that knows the address alone must not give it to the next. */
export const NOT_SHARED = { 'cache-control': 'no-store', vary: 'Authorization, Cookie, Origin' } as const;

const HEADERS = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  ...NOT_SHARED,
} as const;

/**
 * On every answer under /v1.0 and /beta, errors too: nothing in it runs in a browser, nothing of it stays in a shared
 * cache, and only listed front ends may embed it (Fetch standard, Cross-Origin-Resource-Policy).
 */
export function graphPathHeaders(listedOrigin: boolean): Readonly<Record<string, string>> {
  return listedOrigin ? LISTED : UNLISTED;
}

const LISTED = { ...HEADERS, 'cross-origin-resource-policy': 'cross-origin' } as const;
const UNLISTED = { ...HEADERS, 'cross-origin-resource-policy': 'same-origin' } as const;
