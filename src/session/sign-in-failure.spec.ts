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
    ['the registration is wrong', { error: 'unauthorized_client' }, 'invalid_request'],
    ['Entra says what nobody knows', { error: 'unheard_of' }, 'invalid_request'],
    ['there is no error either', {}, 'invalid_request'],
    ['the error comes twice', { error: ['a', 'b'] }, 'invalid_request'],
  ])('is told as what it means: %s', (_what, query, code) => {
    expect(signInFailure(query, AUTHORIZE).code).toBe(code);
  });

  it('I28 wakes nobody by what a browser says, and tells the log what it said', () => {
    const { code, status, options } = signInFailure(numbered(90009, 'invalid_client'), AUTHORIZE);
    expect([code, status, options.remedy, options.reason]).toEqual([
      'invalid_request',
      400,
      'contact_admin',
      'misconfigured AADSTS90009',
    ]);
  });

  it('keeps Entra’s text to itself', () => {
    const { message, options } = signInFailure(numbered(50105), AUTHORIZE);
    expect(JSON.stringify([message, options])).not.toContain('text');
  });
});
