import { BlockList, isIP } from 'node:net';

/** The proxy for https targets, without its credentials, and the header that carries them. */
export interface Proxy {
  /** Origin, http or https. */
  readonly origin: string;
  readonly authorization: string | undefined;
}

/**
 * HTTPS_PROXY as curl reads it: a bare `host:port` is http. Undefined for what is no proxy address.
 * https://everything.curl.dev/usingcurl/proxies/env.html
 */
export function readProxy(text: string): Proxy | undefined {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) return undefined;
  const { protocol, origin, username, password, pathname, search, hash } = new URL(full);
  if (!/^https?:$/.test(protocol) || pathname !== '/' || search !== '' || hash !== '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const authorization = credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    return { origin, authorization };
  } catch {
    return undefined;
  }
}

interface Exemption {
  readonly matches: (host: string) => boolean;
  readonly port: string | undefined;
}

/**
 * NO_PROXY as curl reads it: names with all that lies below them (a leading dot changes nothing), addresses, networks
 * (`10.0.0.0/8`), `*` for everything; separated by commas or spaces. A port after a name limits it to that port.
 */
export class ProxyExemptions {
  private readonly all: boolean;
  private readonly exemptions: readonly Exemption[];

  constructor(text: string | undefined) {
    const entries = (text ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
    this.all = entries.includes('*');
    this.exemptions = entries.map(exemption);
  }

  /** `host` as a URL has it, an IPv6 address in brackets; `port` never empty. */
  covers(host: string, port: string): boolean {
    const plain = bare(host);
    return this.all || this.exemptions.some((each) => (each.port ?? port) === port && each.matches(plain));
  }
}

function exemption(entry: string): Exemption {
  const [, host = entry, port] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(entry) ?? [];
  const name = bare(host.replace(/^\*?\./, ''));
  const network = networkOf(name);
  if (network !== undefined) return { matches: (target) => inNetwork(network, target), port };
  return { matches: (target) => target === name || (isIP(target) === 0 && target.endsWith(`.${name}`)), port };
}

function networkOf(text: string): BlockList | undefined {
  const [, address = '', bits = ''] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return network;
}

function inNetwork(network: BlockList, target: string): boolean {
  const family = isIP(target);
  return family !== 0 && network.check(target, family === 4 ? 'ipv4' : 'ipv6');
}

/** Lower case, without brackets and without the dot of a fully qualified name. */
function bare(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}
