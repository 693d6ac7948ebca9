import type { Application, RedirectUri } from '../../directory/types.js';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The registration a redirect address falls under: the same text, or on a loopback host the same address with any
 * port (RFC 8252 section 7.3). Undefined when it is not registered.
 */
export function matchRedirect(application: Application, uri: string): RedirectUri | undefined {
  const registered =
    application.redirectUris.find((known) => known.uri === uri) ??
    application.redirectUris.find((known) => samePortlessLoopback(known.uri, uri));
  return registered === undefined ? undefined : { uri, platform: registered.platform };
}

/** Whether two addresses differ in nothing but the port of a loopback host. */
function samePortlessLoopback(registered: string, asked: string): boolean {
  if (!URL.canParse(registered) || !URL.canParse(asked)) return false;
  const [one, other] = [new URL(registered), new URL(asked)];
  if (!LOOPBACK.includes(one.hostname) || other.username !== '' || other.hash !== '') return false;
  return (
    one.protocol === other.protocol &&
    one.hostname === other.hostname &&
    one.pathname === other.pathname &&
    one.search === other.search
  );
}

/** Whether pages of this origin belong to an application registered as a single-page application. */
export function isSpaOrigin(applications: readonly Application[], origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return applications.some(({ redirectUris }) =>
    redirectUris.some(({ uri, platform }) => {
      if (platform !== 'spa') return false;
      const registered = new URL(uri);
      if (registered.origin === origin) return true;
      return LOOPBACK.includes(hostname) && registered.protocol === protocol && registered.hostname === hostname;
    }),
  );
}
