import { describe, expect, it } from 'vitest';
import { claimsOfGraphChallenge } from './graph-challenge.js';

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
const encoded = Buffer.from(CLAIMS).toString('base64');

describe('a claims challenge of Graph’s', () => {
  it.each([
    ['with quotes', `Bearer realm="", error="insufficient_claims", claims="${encoded}"`],
    ['without quotes, with padding', `Bearer realm=, error=insufficient_claims, claims=${encoded}`],
    ['first of its parameters', `Bearer claims="${encoded}", error="insufficient_claims"`],
    ['as the second of two challenges', `PoP realm="x", Bearer error="invalid_token", claims="${encoded}"`],
    ['as the first of two challenges', `Bearer claims="${encoded}", Basic realm="claims"`],
    ['in base64url', `Bearer claims="${Buffer.from(CLAIMS).toString('base64url')}"`],
  ])('is read %s', (_how, challenge) => {
    expect(claimsOfGraphChallenge(challenge)).toBe(CLAIMS);
  });

  it.each([
    ['there is no header', undefined],
    ['there are no claims in it', 'Bearer realm="", error="invalid_token"'],
    ['they are no JSON', `Bearer claims="${Buffer.from('{"a":').toString('base64')}"`],
    ['they are a list', `Bearer claims="${Buffer.from('[1]').toString('base64')}"`],
    ['they are empty', 'Bearer claims=""'],
    ['they are 5 KB', `Bearer claims="${Buffer.from(JSON.stringify({ a: 'x'.repeat(5000) })).toString('base64')}"`],
  ])('is none where %s', (_why, challenge) => {
    expect(claimsOfGraphChallenge(challenge)).toBeUndefined();
  });
});
