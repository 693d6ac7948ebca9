import { constants, publicDecrypt, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { signingInput, signingKeyOf, withSignature } from '../helpers/forged-tokens.js';
import type { MalformedSignature } from '../helpers/malformed-padding.js';
import { malformedSignatures } from '../helpers/malformed-padding.js';
import { answerOf, expectNothingSentOut, expectRefusal, expectTokenTaken } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';

describe('T26 malformed PKCS#1 v1.5 encodings under the right key', () => {
  let system: TestSystem;
  let token: string;
  let malformed: readonly MalformedSignature[];

  beforeAll(async () => {
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
    token = await system.token(MEGAN);
    malformed = malformedSignatures(signingInput(token), signingKeyOf(system.tenant).privateKey);
  });
  afterAll(() => system.close());

  it('are at least the 213 of the vectors, no two of them alike', () => {
    expect(malformed.length).toBeGreaterThanOrEqual(213);
    expect(new Set(malformed.map(({ signature }) => signature.toString('hex'))).size).toBe(malformed.length);
  });

  it('are made by the private operation: the right encoding made the same way is the right signature', () => {
    const { publicKey } = signingKeyOf(system.tenant);
    const right = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
    const encoded = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, right);
    const hashPlace = malformed.find(({ name }) => name === 'hash byte 255 changed');
    const changed = publicDecrypt(
      { key: publicKey, padding: constants.RSA_NO_PADDING },
      hashPlace?.signature ?? Buffer.alloc(0),
    );
    expect(changed.subarray(0, -1)).toEqual(encoded.subarray(0, -1));
    expect(verify('RSA-SHA256', signingInput(token), publicKey, right)).toBe(true);
  });

  it('are refused, each of them', async () => {
    system.tenant.cloud.journal.clear();
    for (const { name, signature } of malformed) {
      const answer = await answerOf(await system.get('/v1.0/me', withSignature(token, signature)));
      expect({ name, status: answer.status }).toEqual({ name, status: 401 });
      expectRefusal(system, answer, 'BADTOK');
    }
    expectNothingSentOut(system);
    await expectTokenTaken(system, token, MEGAN);
  });
});
