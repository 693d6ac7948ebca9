import dns from 'node:dns';
import { isIP } from 'node:net';
import { vi } from 'vitest';

/**
 * Makes this process find every name below localhost at the loopback address, as RFC 6761 section 6.3 asks of
 * resolvers and not all do. Ends with the test file.
 */
export function resolveLoopbackNames(): void {
  const lookup = dns.lookup.bind(dns);
  vi.spyOn(dns, 'lookup').mockImplementation(
    new Proxy(dns.lookup, {
      apply: (_target, _self, [name, ...rest]: Parameters<typeof dns.lookup>) =>
        lookup(isIP(name) === 0 && name.endsWith('.localhost') ? 'localhost' : name, ...rest),
    }),
  );
}
