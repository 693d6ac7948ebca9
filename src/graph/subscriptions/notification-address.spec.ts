import { describe, expect, it } from 'vitest';
import { arrivesAt } from './notification-address.js';

const LISTED = ['https://good.example', 'https://hooks.example:8443', 'http://localhost:4000', 'https://127.0.0.1'];

describe('a notification address', () => {
  it.each([
    'https://good.example',
    'https://good.example/',
    'https://good.example/api/notify?key=a%20b&x=@y',
    'https://good.example?x',
    'https://good.example:443/x',
    'HTTPS://GOOD.example/x',
    'https://hooks.example:8443/x',
    'http://localhost:4000/hook',
  ])('arrives at a listed origin: %s', (address) => {
    expect(arrivesAt(address, LISTED, { https: false })).toBe(true);
  });

  it.each([
    ['another host', 'https://evil.example/'],
    ['another port', 'https://good.example:8443/'],
    ['another scheme', 'http://good.example/'],
    ['a listed host as userinfo', 'https://good.example@evil.example/'],
    ['a listed host as userinfo with a password', 'https://good.example:443@evil.example/'],
    ['userinfo before a listed host', 'https://user@good.example/'],
    ['an empty userinfo', 'https://@good.example/'],
    ['a backslash before userinfo', 'https://evil.example\\@good.example/'],
    ['a backslash after the host', 'https://good.example\\.evil.example/'],
    ['a backslash in the path', 'https://good.example/\\evil.example'],
    ['a listed host as a subdomain', 'https://good.example.evil.example/'],
    ['a subdomain of a listed host', 'https://sub.good.example/'],
    ['a dot at the end', 'https://good.example./'],
    ['white space in front', ' https://good.example/'],
    ['white space behind', 'https://good.example/ '],
    ['a tab in the host', 'https://good.exa\tmple/'],
    ['a line break', 'https://good.example\n.evil.example/'],
    ['a fragment', 'https://good.example#@evil.example/'],
    ['no slashes', 'https:good.example/'],
    ['one slash', 'https:/good.example/'],
    ['three slashes', 'https:///good.example/'],
    ['no scheme', '//good.example/'],
    ['a scheme of its own', 'EventHub:https://good.example/'],
    ['a host that is encoded', 'https://%67ood.example/'],
    ['a host in full width', 'https://ｇood.example/'],
    ['a soft hyphen', 'https://good\u00ad.example/'],
    ['an address that is abbreviated', 'https://127.1/'],
    ['an address in hexadecimal', 'https://0x7f000001/'],
    ['a port beyond all ports', 'https://good.example:99999/'],
    ['an empty port', 'https://good.example:/'],
    ['nothing', ''],
  ])('does not: %s', (_kind, address) => expect(arrivesAt(address, LISTED, { https: false })).toBe(false));

  it('is https in production', () => {
    expect(arrivesAt('http://localhost:4000/hook', LISTED, { https: true })).toBe(false);
    expect(arrivesAt('https://good.example/', LISTED, { https: true })).toBe(true);
  });

  it('arrives nowhere where nothing is listed', () => {
    expect(arrivesAt('https://good.example/', [], { https: false })).toBe(false);
  });
});
