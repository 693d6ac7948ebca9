import type { ErrorTexts } from './error-text.js';

const SIGN_IN_AGAIN = 'Nothing here: the front end signs the user in again.';
const CONDITIONAL_ACCESS =
  'Entra admin center > Protection > Conditional Access: the user’s sign-in log names the policy.';
const MFA = 'Nothing here: the front end signs in again with the claims it is given. Policies: Conditional Access.';
const GRANT_FOR_ALL =
  'Entra admin center > App registrations > this API > API permissions: add what is missing, "Grant admin consent".';

/** Numbers that say something of the user: sign-in, account, policies, consent. */
export const USER_TEXTS: ErrorTexts = {
  50132: { means: 'The session was revoked, by an administrator or a password change.', change: SIGN_IN_AGAIN },
  50133: { means: 'The session ended with a change of the password.', change: SIGN_IN_AGAIN },
  50173: { means: 'The grant was revoked; the token behind it is of before.', change: SIGN_IN_AGAIN },
  70008: { means: 'The grant has expired for want of use.', change: SIGN_IN_AGAIN },
  70043: { means: 'A sign-in frequency policy has ended the session.', change: SIGN_IN_AGAIN },
  500133: {
    means: 'The caller’s token had expired when it was exchanged.',
    change: `${SIGN_IN_AGAIN} If it comes often, compare the clocks.`,
  },
  700082: { means: 'The refresh token has expired for want of use.', change: SIGN_IN_AGAIN },
  50005: { means: 'A policy does not take the platform of the user’s device.', change: CONDITIONAL_ACCESS },
  50020: {
    means: 'The account is of a tenant or provider that this tenant does not know.',
    change: 'Invite the user as a guest, or let the tenant in: a multi-tenant registration and ALLOWED_TENANTS.',
  },
  50034: {
    means: 'There is no such account in the tenant.',
    change: 'Entra admin center > Users; or the front end signs in at another tenant.',
  },
  50053: {
    means: 'The account is locked, or the sign-in came from an address with a bad name.',
    change: 'Wait, or unlock: Entra admin center > Protection > Authentication methods > Password protection.',
  },
  50055: { means: 'The password has expired.', change: 'The user changes it.' },
  50057: { means: 'The account is disabled.', change: 'Entra admin center > Users > the user > Account status.' },
  50105: {
    means: 'The application needs an assignment, and the user has none.',
    change:
      'Entra admin center > Enterprise applications > this API > Users and groups; or turn "Assignment required" off.',
  },
  50126: { means: 'User name or password are wrong.', change: 'The user signs in again.' },
  53000: { means: 'A policy wants a compliant device.', change: CONDITIONAL_ACCESS },
  53001: { means: 'A policy wants a domain-joined device.', change: CONDITIONAL_ACCESS },
  53002: { means: 'A policy wants an approved client application.', change: CONDITIONAL_ACCESS },
  53003: { means: 'A Conditional Access policy blocks the sign-in.', change: CONDITIONAL_ACCESS },
  53004: {
    means: 'The user must set up MFA, and looks too risky to do so now.',
    change: 'Entra admin center > Protection > Identity Protection > Risky users.',
  },
  530032: { means: 'A security policy of the tenant blocks the sign-in.', change: CONDITIONAL_ACCESS },
  530035: {
    means: 'The tenant’s security defaults block the sign-in.',
    change: 'Entra admin center > Overview > Properties > Security defaults.',
  },
  65001: {
    means: 'Nobody has consented to this API’s use of Graph for this user.',
    change: `The user opens the answer’s consentUri (set ALLOWED_REDIRECT_URIS). For everybody: ${GRANT_FOR_ALL}`,
  },
  65004: {
    means: 'The user declined to consent.',
    change: `The user opens the answer’s consentUri and accepts. For everybody: ${GRANT_FOR_ALL}`,
  },
  90094: { means: 'Only an administrator can consent to these permissions.', change: GRANT_FOR_ALL },
  90095: {
    means: 'Only an administrator can consent; the user can ask for it.',
    change: `Entra admin center > Enterprise applications > Admin consent requests; or: ${GRANT_FOR_ALL}`,
  },
  50072: { means: 'The user must register for MFA.', change: MFA },
  50074: { means: 'A strong sign-in is wanted.', change: MFA },
  50076: { means: 'A policy or a change of place wants MFA.', change: MFA },
  50079: { means: 'The user must register for MFA.', change: MFA },
  50131: { means: 'A policy is not satisfied by the device, the place or the time of the sign-in.', change: MFA },
  50158: { means: 'An external provider’s challenge is not satisfied.', change: MFA },
};
