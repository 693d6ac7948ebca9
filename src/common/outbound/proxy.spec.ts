import { describe, expect, it } from 'vitest';
import { ProxyExemptions, readProxy } from './proxy.js';

const password = ['of', 'no', 'use'].join('-');
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('HTTPS_PROXY', () => {
  it.each([
    ['http://proxy.example:3128', 'http://proxy.example:3128', undefined],
    ['http://proxy.example', 'http://proxy.example', undefined],
    ['https://proxy.example/', 'https://proxy.example', undefined],
    ['proxy.example:3128', 'http://proxy.example:3128', undefined],
    ['http://[::1]:3128', 'http://[::1]:3128', undefined],
    [`http://jo:${password}@proxy.example:3128`, 'http://proxy.example:3128', basic(`jo:${password}`)],
    ['http://jo@proxy.example:3128', 'http://proxy.example:3128', basic('jo:')],
    [`http://jo:%3A%40${password}@proxy.example`, 'http://proxy.example', basic(`jo::@${password}`)],
  ])('%s', (text, origin, authorization) => {
    expect(readProxy(text)).toEqual({ origin, authorization });
  });

  it.each(['socks5://proxy.example', 'http://', 'http://proxy.example/path', 'http://jo:%zz@proxy.example', 'ftp://a'])(
    'is not %s',
    (text) => {
      expect(readProxy(text)).toBeUndefined();
    },
  );
});

describe('NO_PROXY', () => {
  it.each([
    ['graph.example', 'graph.example', '443', true],
    ['graph.example', 'eu.graph.example', '443', true],
    ['.graph.example', 'eu.graph.example', '443', true],
    ['.graph.example', 'graph.example', '443', true],
    ['*.graph.example', 'eu.graph.example', '443', true],
    ['GRAPH.example', 'Graph.Example', '443', true],
    ['graph.example.', 'graph.example', '443', true],
    ['graph.example', 'graph.example.', '443', true],
    ['a.example, graph.example', 'graph.example', '443', true],
    ['a.example graph.example', 'graph.example', '443', true],
    ['*', 'graph.example', '443', true],
    ['a.example,*', 'graph.example', '443', true],
    ['graph.example:8443', 'graph.example', '8443', true],
    ['127.0.0.1', '127.0.0.1', '443', true],
    ['10.0.0.0/8', '10.1.2.3', '443', true],
    ['::1', '[::1]', '443', true],
    ['[::1]:8443', '::1', '8443', true],
    ['fd00::/8', 'fd12::1', '443', true],
    ['', 'graph.example', '443', false],
    [undefined, 'localhost', '443', false],
    ['graph.example', 'notgraph.example', '443', false],
    ['graph.example', 'graph.example.evil', '443', false],
    ['graph.example:8443', 'graph.example', '443', false],
    ['10.0.0.0/8', '11.1.2.3', '443', false],
    ['10.0.0.0/99', '10.1.2.3', '443', false],
    ['0.0.1', '127.0.0.1', '443', false],
    ['10.0.0.0/8', '10.evil.example', '443', false],
    ['[::1]:8443', '::1', '443', false],
  ])('%s and %s:%s: exempt is %s', (text, host, port, covered) => {
    expect(new ProxyExemptions(text).covers(host, port)).toBe(covered);
  });
});
