import { describe, expect, it } from 'vitest';
import { signInFailure } from './sign-in-failure.js';

const AUTHORIZE = 'https://login.example/authorize';
const numbered = (number: number, error = 'invalid_request') => ({ error, error_description: `AADSTS${number}: text` });

describe('a sign-in that came back without a code', () => {
  it.each([
    ['nobody is signed in', { error: 'login_required' }, 'missing_token'],
    ['an account must be chosen', { error: 'account_selection_required' }, 'missing_token'],
    ['the user left', { error: 'access_denied' }, 'consent_required'],
    ['consent is missing', numbered(65001, 'consent_required'), 'consent_required'],
    ['an administrator must consent', numbered(90094), 'consent_required'],
    ['Entra has trouble', { error: 'server_error' }, 'identity_unavailable'],
    ['Entra is busy', { error: 'temporarily_unavailable' }, 'identity_unavailable'],
    ['the account is not assigned', numbered(50105), 'access_blocked'],
    ['the account is switched off', numbered(50057), 'access_blocked'],
    ['MFA is wanted', { ...numbered(50076, 'interaction_required'), claims: '{"x":1}' }, 'insufficient_claims'],
    ['the registration is wrong', { error: 'unauthorized_client' }, 'misconfigured'],
    ['it asks for itself by a name', numbered(90009, 'invalid_client'), 'misconfigured'],
    ['Entra says what nobody knows', { error: 'unheard_of' }, 'identity_bad_response'],
    ['there is no error either', {}, 'invalid_request'],
    ['the error comes twice', { error: ['a', 'b'] }, 'invalid_request'],
  ])('is told as what it means: %s', (_what, query, code) => {
    expect(signInFailure(query, AUTHORIZE).code).toBe(code);
  });

  it('keeps Entra’s text to itself', () => {
    const { message, options } = signInFailure(numbered(50105), AUTHORIZE);
    expect(JSON.stringify([message, options])).not.toContain('text');
  });
});
