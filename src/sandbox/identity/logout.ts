import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { matchRedirect } from './authorize/match-redirect.js';
import { resolveAuthority } from './authority.js';
import { messagePage } from './pages/message-page.js';
import type { Provider } from './provider.js';
import { sendPage } from './sign-in/sign-in-pages.js';

interface LogoutRoute {
  Params: { tenant: string };
}

/**
 * `GET /{t}/oauth2/v2.0/logout`: ends the browser's sign-ins and goes to a registered `post_logout_redirect_uri`, with
 * `state`, without asking for an id_token_hint; an unregistered one is ignored, as at Entra.
 */
export function registerLogout(app: FastifyInstance, provider: Provider): void {
  const logout = (request: FastifyRequest<LogoutRoute>, reply: FastifyReply): FastifyReply => {
    resolveAuthority(provider.cloud.directory, request.params.tenant);
    const query = new URL(request.url, 'http://any').searchParams;
    const posted = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const parameter = (name: string): string | null => query.get(name) ?? posted.get(name);
    provider.browsers.signOut(request, reply);
    const address = parameter('post_logout_redirect_uri');
    if (address === null || !isRegistered(provider, address))
      return sendPage(reply, messagePage('You signed out of your account', 'It’s a good idea to close this window.'));
    const target = new URL(address);
    const state = parameter('state');
    if (state !== null) target.searchParams.set('state', state);
    return reply.header('cache-control', 'no-store').redirect(state === null ? address : target.href, 302);
  };
  for (const path of ['/:tenant/oauth2/v2.0/logout', '/:tenant/b2c_1_sandbox/oauth2/v2.0/logout']) {
    app.get<LogoutRoute>(path, logout);
    app.post<LogoutRoute>(path, logout);
  }
}

function isRegistered({ cloud }: Provider, address: string): boolean {
  return cloud.directory.applications.some((application) => matchRedirect(application, address) !== undefined);
}
