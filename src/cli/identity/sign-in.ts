import { variable } from '../environment.js';
import type { Method } from '../settings/layer.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Access } from './access.js';
import { signInByBrowser } from './browser-sign-in.js';
import { signInByDevice } from './device-sign-in.js';
import type { Identity } from './identity.js';
import { signInByPassword } from './password-sign-in.js';

export interface SignInOptions {
  readonly method: Method;
  readonly open: boolean;
  /** What Entra wants to see in this sign-in, JSON text. */
  readonly claims?: string | undefined;
  readonly loginHint?: string | undefined;
}

/** A new sign-in by this method. */
export function signIn(identity: Identity, terminal: Terminal, options: SignInOptions): Promise<Access> {
  const { method, claims } = options;
  if (method === 'app') return identity.ofApplication(true);
  if (method === 'browser') return signInByBrowser(identity, terminal, options);
  // A password cannot meet a challenge: that takes a page.
  if (method === 'password' && claims === undefined) return signInByPassword(identity, terminal);
  return signInByDevice(identity, terminal, claims);
}

/** How a person signs in who did not say how: by a code, which works everywhere, unless the profile knows better. */
export function usualMethod(identity: Identity): Method {
  const kept = identity.settings.method;
  return kept === undefined || (kept === 'browser' && variable('SSH_CONNECTION') !== undefined) ? 'device' : kept;
}
