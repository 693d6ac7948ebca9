import 'reflect-metadata';
import { Extension } from '@peculiar/x509';
import { isIP, isIPv4 } from 'node:net';

const NAME_CONSTRAINTS = '2.5.29.30';
const SEQUENCE = 0x30;
const PERMITTED_SUBTREES = 0xa0;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** The critical extension that keeps a certificate authority to these host names and addresses (RFC 5280 4.2.1.10). */
export function nameConstraints(hosts: readonly string[]): Extension {
  const subtrees = hosts.map((host) =>
    element(
      SEQUENCE,
      isIP(host) === 0 ? element(DNS_NAME, Buffer.from(host)) : element(IP_ADDRESS, addressAndMask(host)),
    ),
  );
  return new Extension(NAME_CONSTRAINTS, true, element(SEQUENCE, element(PERMITTED_SUBTREES, Buffer.concat(subtrees))));
}

/** One DER element (X.690 8.1) with its length in the short form or in as many octets as it takes. */
function element(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** An address with the mask that means exactly this one. */
function addressAndMask(address: string): Buffer {
  const bytes = isIPv4(address) ? address.split('.').map(Number) : ipv6Bytes(address);
  return Buffer.from([...bytes, ...bytes.map(() => 0xff)]);
}

function ipv6Bytes(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
