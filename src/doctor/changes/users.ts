import type { Changes } from './changes.js';

const SIGN_IN_AGAIN = 'Nothing here: the front end signs the user in again.';
const CONDITIONAL_ACCESS =
  'Entra admin center > Protection > Conditional Access: the user’s sign-in log names the policy.';
const MFA = 'Nothing here: the front end signs in again with the claims it is given. Policies: Conditional Access.';
const GRANT_FOR_ALL =
  'Entra admin center > App registrations > this API > API permissions: add what is missing, "Grant admin consent".';

/** Numbers that say something of the user: sign-in, account, policies, consent. */
export const USER_CHANGES: Changes = {
  50132: SIGN_IN_AGAIN,
  50133: SIGN_IN_AGAIN,
  50173: SIGN_IN_AGAIN,
  70008: SIGN_IN_AGAIN,
  70043: SIGN_IN_AGAIN,
  500133: `${SIGN_IN_AGAIN} If it comes often, compare the clocks.`,
  700082: SIGN_IN_AGAIN,
  50005: CONDITIONAL_ACCESS,
  50020: 'Invite the user as a guest, or let the tenant in: a multi-tenant registration and ALLOWED_TENANTS.',
  50034: 'Entra admin center > Users; or the front end signs in at another tenant.',
  50053: 'Wait, or unlock: Entra admin center > Protection > Authentication methods > Password protection.',
  50055: 'The user changes it.',
  50057: 'Entra admin center > Users > the user > Account status.',
  50105:
    'Entra admin center > Enterprise applications > this API > Users and groups; or turn "Assignment required" off.',
  50126: 'The user signs in again.',
  53000: CONDITIONAL_ACCESS,
  53001: CONDITIONAL_ACCESS,
  53002: CONDITIONAL_ACCESS,
  53003: CONDITIONAL_ACCESS,
  53004: 'Entra admin center > Protection > Identity Protection > Risky users.',
  530032: CONDITIONAL_ACCESS,
  530035: 'Entra admin center > Overview > Properties > Security defaults.',
  65001: `The user opens the answer’s consentUri (set ALLOWED_REDIRECT_URIS). For everybody: ${GRANT_FOR_ALL}`,
  65004: `The user opens the answer’s consentUri and accepts. For everybody: ${GRANT_FOR_ALL}`,
  90094: GRANT_FOR_ALL,
  90095: `Entra admin center > Enterprise applications > Admin consent requests; or: ${GRANT_FOR_ALL}`,
  50072: MFA,
  50074: MFA,
  50076: MFA,
  50079: MFA,
  50131: MFA,
  50158: MFA,
};
