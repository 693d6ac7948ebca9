import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rsaKeyPair } from '../../src/sandbox/installation/rsa-key-pair.js';
import type { TestSystem } from '../helpers/api.js';
import { signedToken, signingInput, signingKeyOf, withHeader, withSignature } from '../helpers/forged-tokens.js';
import type { TokenContents } from '../helpers/forged-tokens.js';
import { expectTokenRefused } from '../helpers/refusals.js';
import { linesOfRefusal, startForgery } from './forgery.js';

describe('the header of a token', () => {
  let system: TestSystem;
  let good: string;
  let own: TokenContents;
  let key: KeyObject;

  beforeAll(async () => {
    ({ system, good, own, key } = await startForgery());
  });
  afterAll(() => system.close());

  /** Validly signed by the tenant's own key, whatever the header says. */
  const sealed = (header: Record<string, unknown>, claims: unknown = own.claims): string =>
    signedToken(
      key,
      Object.fromEntries(Object.entries({ ...own.header, ...header }).filter(([, v]) => v !== null)),
      claims,
    );

  it.each(['none', 'None', 'NONE', 'nOnE'])(
    'T07 refuses alg %s with an empty, any, or a valid signature',
    async (alg) => {
      await expectTokenRefused(system, withSignature(withHeader(good, { alg }), ''));
      await expectTokenRefused(system, withHeader(good, { alg }));
      await expectTokenRefused(system, sealed({ alg }));
    },
  );

  it.each([
    ['missing', null],
    ['number', 256],
    ['array', ['RS256']],
    ['object', {}],
    ['true', true],
    ['empty', ''],
    ['rs256', 'rs256'],
    ['RS256 and a blank', 'RS256 '],
  ])('T08 refuses an alg that is %s', async (_what, alg) => {
    await expectTokenRefused(system, sealed({ alg }));
  });

  it('T08 refuses an alg of null', async () => {
    await expectTokenRefused(system, signedToken(key, { ...own.header, alg: null }, own.claims));
  });

  it('T10 refuses HS256 with an empty key and with the public key as secret', async () => {
    const { publicKey } = signingKeyOf(system.tenant);
    const token = withHeader(good, { alg: 'HS256' });
    const secrets = [
      '',
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
    ];
    for (const secret of secrets) {
      const signature = createHmac('sha256', secret).update(signingInput(token)).digest();
      await expectTokenRefused(system, withSignature(token, signature));
      await expectTokenRefused(system, withSignature(good, signature));
    }
  });

  it.each(['RS384', 'RS512'])('T11 refuses %s correctly signed by the right key', async (alg) => {
    const token = withHeader(good, { alg });
    const signature = sign(`RSA-SHA${alg.slice(2)}`, signingInput(token), key);
    await expectTokenRefused(system, withSignature(token, signature));
  });

  it.each(['PS256', 'RS256'])('T11 refuses a PSS signature of the right key under alg %s', async (alg) => {
    const token = withHeader(good, { alg });
    const signature = sign('sha256', signingInput(token), { key, padding: 6, saltLength: 32 });
    await expectTokenRefused(system, withSignature(token, signature));
  });

  it('T11 refuses ES256', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = withHeader(good, { alg: 'ES256' });
    const signature = sign('sha256', signingInput(token), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
    await expectTokenRefused(system, withSignature(token, signature));
  });

  describe('with a key pair of an attacker', () => {
    const attacker = rsaKeyPair();
    const jwk = attacker.publicKey.export({ format: 'jwk' });
    const forged = (header: Record<string, unknown>): string =>
      signedToken(attacker.privateKey, { ...own.header, ...header }, own.claims);

    it('T13 refuses a signature by another key under the same kid', async () => {
      await expectTokenRefused(system, forged({}));
    });

    it('T13 refuses it under the right x5t and another kid', async () => {
      await expectTokenRefused(system, forged({ x5t: own.header['kid'], kid: 'another' }));
      await expectTokenRefused(system, sealed({ x5t: own.header['kid'], kid: 'another' }));
    });

    it('T14 refuses the key the token brings along', async () => {
      await expectTokenRefused(system, forged({ jwk }));
      await expectTokenRefused(system, forged({ jwk: { ...jwk, kid: own.header['kid'] } }));
    });

    it('T16 refuses a certificate chain the token brings along', async () => {
      const certificate = attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      await expectTokenRefused(system, forged({ x5c: [certificate] }));
    });

    it.each([
      ['jku', 'https://evil.example/keys'],
      ['x5u', 'https://evil.example/chain'],
      ['jwk', jwk],
      ['x5c', ['AAAA']],
    ])('T17 refuses a valid token that brings %s', async (name, value) => {
      await expectTokenRefused(system, sealed({ [name]: value }));
    });
  });

  it.each([
    ['a path', '../../dev/null'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['SQL', "x' UNION SELECT 'a'; --"],
    ['10 KB', 'k'.repeat(9_000)],
    ['CRLF', 'canary\r\nSet-Cookie: a=b'],
    ['nothing', ''],
    ['a number', 1],
    ['null in text', 'a\u0000b'],
    ['missing', null],
  ])('T19 refuses a kid that is %s, and logs nothing of it', async (_what, kid) => {
    const lines = await linesOfRefusal(system, sealed({ kid }));
    expect(lines.filter((line) => line.includes('"request"'))).toHaveLength(1);
    for (const trace of ['dev/null', '__proto__', 'constructor', 'UNION', 'kkkkkkkk', 'canary'])
      expect(lines.join('\n')).not.toContain(trace);
  });

  it.each([
    ['crit naming an unknown extension', { crit: ['exp2'], exp2: 1 }],
    ['an empty crit', { crit: [] }],
    ['b64 false', { crit: ['b64'], b64: false }],
    ['b64 true', { b64: true }],
    ['crit naming what is understood', { crit: ['alg'] }],
  ])('T22 refuses %s', async (_what, header) => {
    await expectTokenRefused(system, sealed(header));
  });

  it.each([['at+jwt'], [null], ['dpop+jwt'], ['JWS'], ['jwt'], [['JWT']]])('T23 refuses typ %s', async (typ) => {
    await expectTokenRefused(system, sealed({ typ }));
  });

  it('T25 refuses compression', async () => {
    await expectTokenRefused(system, sealed({ zip: 'DEF' }));
    await expectTokenRefused(system, sealed({ enc: 'A128GCM' }));
  });

  it('has logged no token and no claim of any of these', () => {
    for (const trace of [good.slice(-40), good.slice(60, 120), String(own.claims['oid']), 'megan'])
      expect(system.log()).not.toContain(trace);
  });
});
