import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../common/clock.js';
import type { Cloud } from '../../cloud.js';
import type { User } from '../../directory/types.js';
import type { AuthenticationStrength } from '../conditional-access.js';
import { ExpiringMap } from '../expiring-map.js';
import { originOf } from '../origin-of.js';

/** An account signed in to one browser. */
export interface SignedInAccount {
  readonly tenantId: string;
  readonly userId: string;
  /** Milliseconds. */
  readonly signedInAt: number;
  readonly strength: AuthenticationStrength;
  /** The session's id as ID tokens name it. */
  readonly sid: string;
  /** Client ids of the applications that have signed in with it. */
  readonly applications: Set<string>;
}

/** One browser, known by its cookie. */
export interface Browser {
  readonly id: string;
  accounts: readonly SignedInAccount[];
}

const SIGNED_IN_FOR = 24 * 3600 * 1000;

/** Browsers and who is signed in there, in memory. */
export class Browsers {
  private readonly known: ExpiringMap<Browser>;

  constructor(
    private readonly cloud: Cloud,
    private readonly clock: Clock = cloud.clock,
  ) {
    this.known = new ExpiringMap(clock, SIGNED_IN_FOR);
  }

  /** The browser of a request, or undefined for one never seen here. */
  of(request: FastifyRequest): Browser | undefined {
    const id = cookieNamed(request, cookieName(originOf(this.cloud, request)));
    return id === undefined ? undefined : this.known.get(id);
  }

  /** The browser of a request; a new one gets its cookie. */
  welcome(request: FastifyRequest, reply: FastifyReply): Browser {
    const known = this.of(request);
    if (known !== undefined) return known;
    const browser: Browser = { id: randomBytes(32).toString('base64url'), accounts: [] };
    this.known.set(browser.id, browser);
    this.setCookie(request, reply, browser.id);
    return browser;
  }

  /** Remembers a sign-in, in place of an earlier one of the same account. */
  signIn(browser: Browser, user: User, strength: AuthenticationStrength): SignedInAccount {
    const account = {
      tenantId: user.tenantId,
      userId: user.id,
      signedInAt: this.clock.now(),
      strength,
      sid: randomUUID(),
      applications: new Set<string>(),
    };
    this.replace(browser, account);
    return account;
  }

  /** Remembers that a signed-in account has proved more. */
  strengthen(browser: Browser, account: SignedInAccount, strength: AuthenticationStrength): SignedInAccount {
    const stronger = { ...account, strength };
    this.replace(browser, stronger);
    return stronger;
  }

  /** Signs these accounts of a browser out, and forgets it where none is left. Answers those it signed out. */
  signOut(
    request: FastifyRequest,
    reply: FastifyReply,
    which: (account: SignedInAccount) => boolean,
  ): readonly SignedInAccount[] {
    const browser = this.of(request);
    if (browser === undefined) return [];
    const leaving = browser.accounts.filter(which);
    browser.accounts = browser.accounts.filter((account) => !leaving.includes(account));
    if (browser.accounts.length > 0) return leaving;
    this.known.delete(browser.id);
    this.setCookie(request, reply, '', 'Max-Age=0');
    return leaving;
  }

  clear(): void {
    this.known.clear();
  }

  private replace(browser: Browser, account: SignedInAccount): void {
    const others = browser.accounts.filter(
      ({ tenantId, userId }) => tenantId !== account.tenantId || userId !== account.userId,
    );
    browser.accounts = [account, ...others];
  }

  private setCookie(request: FastifyRequest, reply: FastifyReply, value: string, more?: string): void {
    const origin = originOf(this.cloud, request);
    // An application on http is another site to https://, also on one host: its silent frames need SameSite=None.
    const site = origin.startsWith('https:') ? 'SameSite=None; Secure' : 'SameSite=Lax';
    const parts = [`${cookieName(origin)}=${value}`, 'Path=/', 'HttpOnly', site, ...(more === undefined ? [] : [more])];
    void reply.header('set-cookie', parts.join('; '));
  }
}

/** Cookies know neither port nor scheme: one name for each scheme, or one would overwrite the other. */
function cookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Secure-sandbox-sign-in' : 'sandbox-sign-in';
}

function cookieNamed(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
