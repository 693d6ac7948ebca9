import { Controller, Get, Header, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { wantsPage } from '../common/http/fetch-metadata.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { AddressLimit } from '../limits/address-limit.js';
import { RequestOrigins } from './request-origins.js';
import { ReturnAddresses } from './return-address.js';
import { SessionCookies } from './session-cookies.js';
import { badParameter } from './session.errors.js';
import { Sessions } from './sessions.js';
import { SignOut } from './sign-out.js';

const sessionState = z
  .strictObject({
    signedIn: z.boolean(),
    user: z
      .strictObject({
        id: z.string().meta({ description: 'Object id' }),
        tenantId: z.string(),
        displayName: z.string(),
        userPrincipalName: z.string(),
      })
      .optional(),
    expiresOn: z.iso.datetime().optional().meta({ description: 'When the session ends unless it is used' }),
  })
  .meta({ id: 'SessionState' });
type SessionState = z.infer<typeof sessionState>;

const signedOut = z
  .strictObject({
    logoutUri: z.url().meta({ description: 'Send the browser there to sign out at Microsoft Entra too' }),
  })
  .meta({ id: 'SignedOut' });
type SignedOut = z.infer<typeof signedOut>;

const logoutQuery = z.object({ return_to: z.string().optional() });
/** What Entra sends; anything else ends nothing. */
const frontChannelQuery = z.object({
  sid: z.string().min(1).max(128),
  iss: z.string().max(256).optional(),
});

/** The session of the browser that asks. */
@Controller('auth')
export class SessionController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly cookies: SessionCookies,
    private readonly origins: RequestOrigins,
    private readonly addresses: ReturnAddresses,
    private readonly sessions: Sessions,
    private readonly signOut: SignOut,
    private readonly limit: AddressLimit,
  ) {}

  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Who is signed in by this browser’s cookie',
    description: 'Never 401. Asking is no use of the session: it ends as if nobody had asked.',
    problems: ['session_unavailable', 'rate_limited'],
  })
  @ApiOkResponse({ description: 'The session, where there is one', standardSchema: sessionState })
  @Header('cache-control', 'no-store')
  @Get('session')
  async state(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionState> {
    const id = this.cookies.of(request.raw, 'session');
    if (id === undefined) return { signedIn: false };
    const session = await this.sessions.open(id);
    if (session === undefined) {
      this.cookies.clear(reply, 'session');
      this.limit.failed(request.raw);
      return { signedIn: false };
    }
    const { userId, tenantId, displayName, userPrincipalName } = session;
    return {
      signedIn: true,
      user: { id: userId, tenantId, displayName, userPrincipalName },
      expiresOn: new Date(this.sessions.endOf(session)).toISOString(),
    };
  }

  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Sign out',
    description:
      'Ends the session, forgets what is held for its user and ends the user’s handles. A form goes on to Microsoft Entra at once (303); a script gets the address to send the browser to.',
    problems: ['invalid_request', 'csrf_refused', 'session_unavailable'],
  })
  @ApiQuery({
    name: 'return_to',
    required: false,
    description:
      'Where to go on from Microsoft Entra: a path of this API, or an address of a listed origin; a redirect address of the registration. Default: /',
    schema: { type: 'string', default: '/' },
  })
  @ApiOkResponse({ description: 'Signed out here', standardSchema: signedOut })
  @ApiResponse({ status: 303, description: 'Signed out here; to Microsoft Entra' })
  @Header('cache-control', 'no-store')
  @HttpCode(200)
  @Post('logout')
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<SignedOut | undefined> {
    if (request.headers.authorization !== undefined)
      throw badParameter('What is signed out is the session of the cookie. Send no Authorization header.');
    this.origins.expectTrusted(request.raw);
    const read = logoutQuery.safeParse(query);
    if (!read.success) throw badParameter('Send return_to once.');
    const returnTo = this.addresses.resolve(read.data.return_to ?? '/', this.own(request));
    const logoutUri = await this.signOut.here(this.cookies.of(request.raw, 'session'), returnTo);
    this.cookies.clear(reply, 'session');
    if (!wantsPage(request.headers)) return { logoutUri };
    void reply.redirect(logoutUri, 303);
    return undefined;
  }

  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Front-channel logout: for Microsoft Entra, in a hidden frame',
    description:
      'Ends the sessions that began with this sign-in. The answer is the same where there are none, until there are too many of those.',
    problems: ['session_unavailable', 'rate_limited'],
  })
  @ApiQuery({ name: 'sid', required: false, schema: { type: 'string' }, description: 'The sign-in that has ended' })
  @ApiQuery({ name: 'iss', required: false, schema: { type: 'string' }, description: 'Who says so' })
  @ApiOkResponse({ description: 'An empty page' })
  @Get('frontchannel-logout')
  async frontChannelLogout(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    const { success, data } = frontChannelQuery.safeParse(query);
    const ended = success ? await this.signOut.everywhere(data.sid, data.iss) : 0;
    if (ended === 0) this.limit.failed(request.raw);
    const { authorityHost, browserAuthorityHost } = this.config.identity;
    const framers = [...new Set([authorityHost, browserAuthorityHost])].join(' ');
    void reply
      .headers({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; frame-ancestors ${framers}`,
        'x-content-type-options': 'nosniff',
      })
      .send('');
  }

  private own({ publicUrl }: FastifyRequest): string {
    return publicUrl ?? this.config.publicUrls[0];
  }
}
