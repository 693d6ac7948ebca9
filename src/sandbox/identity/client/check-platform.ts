import type { RedirectPlatform } from '../../directory/types.js';
import { EntraError } from '../entra-error.js';
import type { AuthenticatedClient } from './authenticate-client.js';

/**
 * Whether what came over a redirect address of this platform may be redeemed so: a single-page application's only from
 * a browser (AADSTS9002327), all others never from one (9002326), a web application's with its credential (7000218).
 */
export function checkPlatform(
  platform: RedirectPlatform,
  { application, proof }: AuthenticatedClient,
  origin: string | undefined,
): void {
  if (platform === 'spa') {
    if (origin === undefined) throw new EntraError(9002327);
    return;
  }
  if (origin !== undefined) throw new EntraError(9002326, { origin });
  const isPublic = platform === 'public' && application.publicClient;
  if (proof === '0' && !isPublic) throw new EntraError(7000218);
}
