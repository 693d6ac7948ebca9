import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { PAGE_HEADERS } from '../pages/html.js';
import { matchRedirect } from './authorize/match-redirect.js';
import { resolveAuthority } from './authority.js';
import { loginHint } from './claims-of-tokens.js';
import { issuerV2 } from './issuers.js';
import { messagePage } from './pages/message-page.js';
import { SIGNED_OUT, signedOutPage } from './pages/signed-out-page.js';
import type { Provider } from './provider.js';
import type { SignedInAccount } from './sign-in/browsers.js';
import { sendPage } from './sign-in/sign-in-pages.js';

interface LogoutRoute {
  Params: { tenant: string };
}

/**
 * `GET /{t}/oauth2/v2.0/logout`: ends the browser's sign-ins and goes to a registered `post_logout_redirect_uri`, with
 * `state`, without asking for an id_token_hint; an unregistered one is ignored, as at Entra. With `logout_hint` only that
 * account's. Where applications have a front-channel logout, a page opens it in hidden frames first.
 */
export function registerLogout(app: FastifyInstance, provider: Provider): void {
  const logout = (request: FastifyRequest<LogoutRoute>, reply: FastifyReply): FastifyReply => {
    resolveAuthority(provider.cloud.directory, request.params.tenant);
    const query = new URL(request.url, 'http://any').searchParams;
    const posted = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const parameter = (name: string): string | null => query.get(name) ?? posted.get(name);
    const hint = parameter('logout_hint');
    const left = provider.browsers.signOut(
      request,
      reply,
      ({ tenantId, userId }) => hint === null || hint === loginHint({ tenantId, id: userId }),
    );
    const address = parameter('post_logout_redirect_uri');
    const target =
      address === null || !isRegistered(provider, address) ? undefined : withState(address, parameter('state'));
    const frames = frontChannelLogouts(provider, left);
    if (frames.length > 0) return sendSignedOutPage(reply, frames, target);
    if (target === undefined) return sendPage(reply, messagePage(SIGNED_OUT, 'It’s a good idea to close this window.'));
    return reply.header('cache-control', 'no-store').redirect(target, 302);
  };
  const script = readFileSync(new URL('pages/signed-out.js', import.meta.url));
  app.get('/sign-in/signed-out.js', (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' })
      .send(script),
  );
  for (const path of ['/:tenant/oauth2/v2.0/logout', '/:tenant/b2c_1_sandbox/oauth2/v2.0/logout']) {
    app.get<LogoutRoute>(path, logout);
    app.post<LogoutRoute>(path, logout);
  }
}

/** The addresses that tell applications of these sign-ins that they have ended. */
function frontChannelLogouts({ cloud }: Provider, accounts: readonly SignedInAccount[]): readonly string[] {
  return accounts.flatMap(({ sid, tenantId, applications }) =>
    [...applications].flatMap((clientId) => {
      const address = cloud.directory.application(clientId)?.frontChannelLogout;
      if (address === undefined) return [];
      const iss = issuerV2(cloud.origins.issuer, tenantId);
      return [`${address}?${new URLSearchParams({ sid, iss }).toString()}`];
    }),
  );
}

function sendSignedOutPage(reply: FastifyReply, frames: readonly string[], target: string | undefined): FastifyReply {
  const origins = [...new Set(frames.map((address) => new URL(address).origin))].join(' ');
  const policy = `${PAGE_HEADERS['content-security-policy']}; frame-src ${origins}`;
  return reply.headers({ ...PAGE_HEADERS, 'content-security-policy': policy }).send(signedOutPage(frames, target));
}

function withState(address: string, state: string | null): string {
  if (state === null) return address;
  const target = new URL(address);
  target.searchParams.set('state', state);
  return target.href;
}

function isRegistered({ cloud }: Provider, address: string): boolean {
  return cloud.directory.applications.some((application) => matchRedirect(application, address) !== undefined);
}
