/** Longest claims request passed on, in characters of JSON. */
const MAX_LENGTH = 4096;

/**
 * The claims request in Graph's `WWW-Authenticate` (continuous access evaluation), as JSON text; undefined where there
 * is none or it makes no sense. Graph sends values with and without quotes, and base64 with its padding.
 */
export function claimsOfGraphChallenge(challenge: string | undefined): string | undefined {
  const encoded = /\bclaims="?([\w+/-]+=*)/.exec(challenge ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const text = JSON.stringify(value);
    return text.length <= MAX_LENGTH ? text : undefined;
  } catch {
    return undefined;
  }
}
