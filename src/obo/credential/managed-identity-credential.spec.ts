import { beforeEach, describe, expect, it } from 'vitest';
import { CredentialError } from './credential.errors.js';
import type { CredentialFlaw } from './credential.errors.js';
import { ManagedIdentityCredential } from './managed-identity-credential.js';

const HOUR = 3_600_000;

describe('a managed identity', () => {
  let now: number;
  let fetches: number;
  let next: () => Promise<string>;
  let troubles: CredentialFlaw[];
  let credential: ManagedIdentityCredential;

  beforeEach(() => {
    [now, fetches, troubles] = [1_900_000_000_000, 0, []];
    next = async () => `token-${fetches}`;
    credential = new ManagedIdentityCredential(
      async () => {
        fetches += 1;
        return { token: await next(), endsAt: now + HOUR };
      },
      { now: () => now },
      ({ flaw }) => troubles.push(flaw),
    );
  });

  const presented = async (): Promise<unknown> => (await credential.present()).msal.clientAssertion;
  const fail = (flaw: CredentialFlaw): void => {
    next = () => Promise.reject(new CredentialError(flaw));
  };
  const settled = (): Promise<void> => new Promise(setImmediate);

  it('is asked once by all who wait at once, and not again while the token serves', async () => {
    expect(await Promise.all([presented(), presented(), presented()])).toEqual(['token-1', 'token-1', 'token-1']);
    now += HOUR / 2;
    expect([await presented(), fetches]).toEqual(['token-1', 1]);
  });

  it('is asked ahead of the end in the background, while the old token serves', async () => {
    await presented();
    now += HOUR - 300_000;
    expect(await presented()).toBe('token-1');
    await settled();
    expect([await presented(), fetches]).toEqual(['token-2', 2]);
  });

  it('serves with the old token while its endpoint is in trouble, and asks twice a minute at most', async () => {
    await presented();
    now += HOUR - 300_000;
    fail('endpoint_unavailable');
    for (let index = 0; index < 5; index += 1) {
      expect(await presented()).toBe('token-1');
      await settled();
    }
    expect([fetches, credential.troubled, troubles]).toEqual([2, true, ['endpoint_unavailable']]);
    now += 30_000;
    next = async () => 'fresh';
    await presented();
    await settled();
    expect([await presented(), credential.troubled]).toEqual(['fresh', false]);
  });

  it('gives nothing where the token has ended and no new one is to be had', async () => {
    await presented();
    now += HOUR - 30_000;
    fail('endpoint_bad_answer');
    await expect(presented()).rejects.toMatchObject({ flaw: 'endpoint_bad_answer' });
  });

  it('does not keep a failure', async () => {
    fail('endpoint_unavailable');
    await expect(presented()).rejects.toThrow(CredentialError);
    next = async () => 'fresh';
    expect(await presented()).toBe('fresh');
  });

  it('is asked anew where Entra refused a token that is not quite fresh', async () => {
    const refused = await credential.present();
    expect(await credential.presentInstead(refused)).toBeUndefined();
    now += 30_000;
    const instead = await credential.presentInstead(refused);
    expect(instead?.msal.clientAssertion).toBe('token-2');
    expect(await credential.presentInstead(refused)).toBe(instead);
  });

  it('has nothing instead where its endpoint gives the same token again', async () => {
    next = async () => 'the same';
    const refused = await credential.present();
    now += 30_000;
    expect(await credential.presentInstead(refused)).toBeUndefined();
    fail('endpoint_unavailable');
    now += 30_000;
    expect(await credential.presentInstead(refused)).toBeUndefined();
  });
});
