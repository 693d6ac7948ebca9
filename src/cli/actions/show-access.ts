import { decodeToken } from '../jwt/decode.js';
import type { Access } from '../identity/access.js';
import type { Session } from '../session.js';
import { fromNow, localTime } from '../terminal/moment.js';
import { harmless, wrapped } from '../terminal/visible.js';

/** Columns. */
const NAMES = 10;

const ORIGINS = {
  cache: 'from the cache, as it was',
  refreshed: 'refreshed, without asking you',
  new: 'new',
} as const;

/** What is known of a token, without the token. */
export interface AccessDescription {
  readonly account: string | undefined;
  readonly tenant: string | undefined;
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly expiresOn: string;
  readonly expiresIn: number;
  readonly source: Access['origin'];
}

/** Describes it for programs. */
function describeAccess({ token, scopes, endsAt, origin, account }: Access, now: Date): AccessDescription {
  const claims = claimsOf(token);
  const { aud, tid, roles } = claims;
  return {
    account: account?.username,
    tenant: account?.tenantId ?? (typeof tid === 'string' ? tid : undefined),
    audience: typeof aud === 'string' ? aud : (scopes[0]?.replace(/\/[^/]*$/, '') ?? ''),
    scopes: account === undefined && Array.isArray(roles) ? roles.map(String) : scopes,
    expiresOn: endsAt.toISOString(),
    expiresIn: Math.max(Math.round((endsAt.getTime() - now.getTime()) / 1000), 0),
    source: origin,
  };
}

/** Shows it: as JSON, or in lines. */
export function showAccess({ terminal, settings }: Session, access: Access): void {
  const now = new Date();
  const description = describeAccess(access, now);
  const { bold, dim, good } = terminal.style;
  terminal.result(description, () => {
    const rows = [
      ['Account', bold(harmless(description.account ?? `the application ${settings.clientId} itself`))],
      ['Audience', harmless(description.audience)],
      [access.account === undefined ? 'Roles' : 'Scopes', harmless(description.scopes.map(short).join(' ')) || 'none'],
      ['Ends', `${localTime(access.endsAt, now)} ${dim(`(${fromNow(access.endsAt, now)})`)}`],
      ['Source', access.origin === 'cache' ? ORIGINS.cache : good(ORIGINS[access.origin])],
    ];
    return rows
      .map(([name = '', text = '']) => `${dim(name.padEnd(NAMES))}${inLines(text, terminal.width)}\n`)
      .join('');
  });
}

/** Behind the names, however many lines it takes. */
function inLines(text: string, width: number | undefined): string {
  return width === undefined ? text : wrapped(text, width - NAMES, 'whole').join(`\n${' '.repeat(NAMES)}`);
}

/** OpenID Connect's own scopes and prefixes say little to a person. */
function short(scope: string): string {
  return scope.startsWith('https://graph.microsoft.com/') ? scope.slice('https://graph.microsoft.com/'.length) : scope;
}

/** Graph's tokens are nobody's to read but Graph's; where they can be read they are only shown. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return decodeToken(token).claims ?? {};
  } catch {
    return {};
  }
}
