import type { KeyObject } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { TokenContents } from '../helpers/forged-tokens.js';
import { contentsOf, signingKeyOf } from '../helpers/forged-tokens.js';
import { expectTokenRefused, expectTokenTaken } from '../helpers/refusals.js';

export const MEGAN = 'megan@contoso.example';

/** An API, and what it takes to forge a token for it. */
export interface Forgery {
  readonly system: TestSystem;
  /** A token of Megan's that is taken. */
  readonly good: string;
  readonly own: TokenContents;
  /** The tenant's own, which signed it. */
  readonly key: KeyObject;
}

/** Starts the API. */
export async function startForgery(): Promise<Forgery> {
  const system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
  const good = await system.token(MEGAN);
  await expectTokenTaken(system, good, MEGAN);
  return { system, good, own: contentsOf(good), key: signingKeyOf(system.tenant).privateKey };
}

/** Log lines written while one request with this token was refused; nothing may go past the log. */
export async function linesOfRefusal(system: TestSystem, token: string): Promise<readonly string[]> {
  const before = system.log().length;
  const standardOutput = vi.spyOn(process.stdout, 'write');
  await expectTokenRefused(system, token);
  expect(standardOutput).not.toHaveBeenCalled();
  standardOutput.mockRestore();
  return system
    .log()
    .slice(before)
    .split('\n')
    .filter((line) => line !== '');
}
