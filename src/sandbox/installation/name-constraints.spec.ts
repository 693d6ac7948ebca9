import { describe, expect, it } from 'vitest';
import { nameConstraints } from './name-constraints.js';

function valueOf(...hosts: string[]): string {
  return Buffer.from(nameConstraints(hosts).value).toString('hex');
}

describe('nameConstraints', () => {
  it('is critical, so that who does not understand it does not trust', () => {
    expect(nameConstraints(['localhost'])).toMatchObject({ type: '2.5.29.30', critical: true });
  });

  it('permits a host name as dNSName', () => {
    expect(valueOf('ab')).toBe('3008a00630048202' + Buffer.from('ab').toString('hex'));
  });

  it('permits exactly one IPv4 address', () => {
    expect(valueOf('127.0.0.1')).toBe('300ea00c300a87087f000001ffffffff');
  });

  it.each([
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['fd00::', 'fd000000000000000000000000000000'],
    ['2001:db8::a:b', '20010db80000000000000000000a000b'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('permits exactly one IPv6 address: %s', (address, bytes) => {
    expect(valueOf(address)).toBe(`3026a02430228720${bytes}${'ff'.repeat(16)}`);
  });

  it('writes long lengths in the long form', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}.login.example`);
    expect(valueOf(...hosts)).toMatch(/^3082[\da-f]{4}a082/);
  });
});
