import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { inNetworks } from './networks.js';

const MAPPED = /^::ffff:(\d+(?:\.\d+){3})$/i;
/** `192.0.2.1:80` and `[2001:db8::1]:80`, as some proxies write addresses. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * Where requests come from: the address of the connection or, where that is one of the trusted proxies, the right-most
 * address of X-Forwarded-For that is none. What stands left of it anybody may have written.
 */
export class ClientAddresses {
  private readonly isTrusted: (address: string) => boolean;

  /** `trusted`: addresses and networks (CIDR). */
  constructor(trusted: readonly string[]) {
    this.isTrusted = inNetworks(trusted);
  }

  /** The address in its plain form; empty where the connection has ended. */
  of({ socket, headers }: IncomingMessage): string {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    if (forwarded === undefined) return address;
    // Node.js joins several lines of it with commas, in their order.
    const hops = String(forwarded).split(',');
    while (this.isTrusted(address)) {
      const next = plain(hops.pop()?.trim() ?? '');
      // What a trusted proxy could not name: it stands for whoever is behind it.
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  }
}

/** What one subscriber is: an IPv4 address, or the /64 that a network gives each of its hosts (RFC 6177, RFC 7421). */
export function subscriberOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const all = tail === undefined ? left : [...left, ...zeros, ...right];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** The groups of one side of `::`; an IPv4 address at its end stands for two. */
function groups(side: string): string[] {
  if (side === '') return [];
  return side.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}

function plain(address: string): string {
  const [, bracketed, bare] = WITH_PORT.exec(address) ?? [];
  const own = bracketed ?? bare ?? address;
  return MAPPED.exec(own)?.[1] ?? own;
}
