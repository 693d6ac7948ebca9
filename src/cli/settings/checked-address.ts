import { UsageError } from '../cli.errors.js';

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * An address that tokens may be sent to, without the slash at its end: https, or http on this machine or at the
 * embedded tenant's. Throws UsageError; `source` is what named it.
 */
export function checkedAddress(address: string, source: string, embeddedTenant?: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${address} is not an address.`, `Write ${source} as https://host`);
  const ofTenant = embeddedTenant !== undefined && new URL(embeddedTenant).hostname === url.hostname;
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname) && !ofTenant)
    throw new UsageError(
      `Tokens are not sent to ${url.origin}: anybody on the way could read them.`,
      `Write ${source} with https://`,
    );
  return address.replace(/\/+$/, '');
}
