import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { PublicAddresses } from '../common/http/public-address.js';

/** What this room keeps in a browser: the session, and the sign-ins that are under way. */
export type CookieKind = 'session' | 'sign-in';

/** Cookies of this API (RFC 6265bis): out of reach of scripts, of other hosts and of requests from other sites. */
@Injectable()
export class SessionCookies {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly addresses: PublicAddresses,
  ) {}

  /** Undefined where the request brings none, or any Authorization header: that alone counts then. */
  of(request: IncomingMessage, kind: CookieKind): string | undefined {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined || cookie === undefined) return undefined;
    const value = this.host.httpAdapter.getInstance().parseCookie(cookie)[cookieName(kind, this.originOf(request))];
    return value === '' ? undefined : value;
  }

  /** `maxAge` in seconds; without one it ends with the browser. */
  set(reply: FastifyReply, kind: CookieKind, value: string, maxAge?: number): void {
    const origin = this.originOf(reply.request.raw);
    void reply.setCookie(cookieName(kind, origin), value, {
      path: '/',
      httpOnly: true,
      secure: isSecure(origin),
      sameSite: 'lax',
      ...(maxAge !== undefined && { maxAge }),
    });
  }

  clear(reply: FastifyReply, kind: CookieKind): void {
    this.set(reply, kind, '', 0);
  }

  private originOf(request: IncomingMessage): string {
    return this.addresses.of(request) ?? this.addresses.default;
  }
}

/**
 * The prefix makes browsers refuse the cookie from anybody but this very host over TLS. Over plain http, which is for
 * development on this machine, they would refuse it from us as well.
 */
export function cookieName(kind: CookieKind, origin: string): string {
  return isSecure(origin) ? `__Host-behalf-${kind}` : `behalf-${kind}`;
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:');
}
