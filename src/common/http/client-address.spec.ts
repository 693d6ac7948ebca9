import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ClientAddresses, subscriberOf } from './client-address.js';
import { readNetwork } from './networks.js';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return request;
}

describe('the address of a client', () => {
  const addresses = new ClientAddresses(['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.7']);

  it.each([
    ['without a trusted proxy is the connection, whatever a header says', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['behind a proxy is the one it saw', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    [
      'is the right-most that is no proxy: what is left of it may be forged',
      '10.1.2.3',
      '1.1.1.1, 198.51.100.1, 192.0.2.7',
      '198.51.100.1',
    ],
    ['is a proxy where there is nobody else', '10.1.2.3', '10.9.9.9, 10.8.8.8', '10.9.9.9'],
    ['stays the proxy where it named none', '10.1.2.3', 'unknown', '10.1.2.3'],
    [
      'stays the nearest proxy where what follows is no address',
      '10.1.2.3',
      '198.51.100.1, _hidden, 10.8.8.8',
      '10.8.8.8',
    ],
    ['may be written with a port', '10.1.2.3', '198.51.100.1:4711', '198.51.100.1'],
    ['may be of IPv6, in brackets', '2001:db8:1::5', '[2001:db8:9::1]:443', '2001:db8:9::1'],
    ['of IPv4 within IPv6 is that of IPv4', '::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
    ['is empty once the connection has ended', '', '198.51.100.1', ''],
  ])('%s', (_case, connection, forwarded, expected) => {
    expect(addresses.of(from(connection, forwarded))).toBe(expected);
  });

  it('counts as one subscriber by /64 for IPv6, and as itself for IPv4', () => {
    const same = ['2001:db8:9:1::1', '2001:0DB8:9:1:ffff::2', '2001:db8:9:1:a:b:c:d', '2001:db8:9:1::192.0.2.1'];
    expect(new Set(same.map(subscriberOf))).toEqual(new Set(['2001:db8:9:1::/64']));
    expect(subscriberOf('2001:db8:9:2::1')).toBe('2001:db8:9:2::/64');
    expect(subscriberOf('::1')).toBe('0:0:0:0::/64');
    expect(subscriberOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(subscriberOf('198.51.100.1')).toBe('198.51.100.1');
  });
});

describe('a trusted proxy', () => {
  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'proxy.example',
    '10.0.0.0/8/8',
    '::/129',
    '10.0.0.0/',
    'fe80::1%eth0',
    '10.0.0.0/-1',
  ])('is not %s', (text) => expect(readNetwork(text)).toBeUndefined());

  it('is an address or a network', () => {
    expect(readNetwork('10.0.0.0/8')).toEqual({ address: '10.0.0.0', prefix: 8, family: 'ipv4' });
    expect(readNetwork('::1')).toEqual({ address: '::1', prefix: 128, family: 'ipv6' });
  });
});
