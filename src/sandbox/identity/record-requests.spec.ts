import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './record-requests.js';

describe('withoutSecrets', () => {
  it.each([
    ['/a', '/a'],
    ['/a?state=x&scope=y', '/a?state=x&scope=y'],
    ['/a?client_secret=s&scope=y', '/a?client_secret=***&scope=y'],
    ['/a?PASSWORD=s', '/a?PASSWORD=***'],
    ['/a?client%5Fsecret=s', '/a?client%5Fsecret=***'],
    ['/a?%zz=s', '/a?%zz=s'],
    ['/a?x=1?code=2', '/a?x=1?code=2'],
    ['/a?code=2&id_token_hint=e30.e30.x', '/a?code=***&id_token_hint=***'],
  ])('writes %s as %s', (path, written) => {
    expect(withoutSecrets(path)).toBe(written);
  });
});
