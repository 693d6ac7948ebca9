import { expect } from 'vitest';
import type { ListeningApi } from './listening-api.js';
import type { Answer } from './refusals.js';
import { answerOf, expectNothingSentOut } from './refusals.js';
import type { TestTenant } from './tenant.js';

/** An API and the tenant behind it. */
export interface Admission {
  readonly api: Pick<ListeningApi, 'send' | 'url'>;
  readonly tenant: TestTenant;
}

/** A refusal in full: no `error` is no challenge at all. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly error?: string;
}

export const BADTOK: Refusal = { status: 401, code: 'invalid_token', error: 'invalid_token' };
export const SCOPE: Refusal = { status: 403, code: 'insufficient_scope', error: 'insufficient_scope' };
export const NO_USER: Refusal = { status: 403, code: 'user_token_required', error: 'insufficient_scope' };
export const NO_ROLE: Refusal = { status: 403, code: 'insufficient_role', error: 'insufficient_scope' };
export const TENANT: Refusal = { status: 403, code: 'tenant_not_allowed' };
export const CLIENT: Refusal = { status: 403, code: 'client_not_allowed' };
export const GUEST: Refusal = { status: 403, code: 'guest_not_allowed' };
export const ACCOUNT: Refusal = { status: 403, code: 'account_type_not_allowed' };

/** Calls with this token, asserts status, challenge and code, and that nothing was asked of Entra or Graph for it. */
export async function expectRefused(
  { api, tenant }: Admission,
  token: string,
  { status, code, error }: Refusal,
  path = '/v1.0/me',
): Promise<void> {
  tenant.cloud.journal.clear();
  const answer = await answerOf(await api.send('GET', path, token));
  expect({ status: answer.status, code: answer.body['code'], error: answer.challenge?.['error'] }).toEqual({
    status,
    code,
    error,
  });
  if (error === undefined) expect(answer.challenge).toBeUndefined();
  else expect(answer.challenge?.['resource_metadata']).toBe(`${api.url}/.well-known/oauth-protected-resource`);
  expectNothingSentOut({ tenant });
}

/** Calls with this token and asserts that the profile of `user` comes back. */
export async function expectAdmitted({ api }: Admission, token: string, user: string): Promise<Answer> {
  const answer = await answerOf(await api.send('GET', '/v1.0/me', token));
  expect({ status: answer.status, code: answer.body['code'], user: answer.body['userPrincipalName'] }).toEqual({
    status: 200,
    code: undefined,
    user,
  });
  return answer;
}
