import type { Check, Finding } from '../check.js';
import { fail, pass, skip, warn } from '../check.js';
import { errorText } from '../explain.js';
import { outage } from '../outage.js';
import type { SilentAnswer } from '../silent-sign-in.js';
import { silentSignIn } from '../silent-sign-in.js';
import { discovery } from './discovery.js';

/** What a silent sign-in that got as far as the user answers: nobody signed in, several, consent, MFA. */
const NEEDS_A_USER: ReadonlySet<number> = new Set([16000, 50058, 50076, 65001]);

/** Where consent and sign-in return to is registered, every address of it. */
export const redirect: Check = {
  name: 'redirect addresses',
  needs: [discovery],
  async run(consultation) {
    const { identity, allowedRedirectUris } = consultation.config;
    if (identity.b2cPolicy !== undefined) return skip('B2C accounts have nothing to consent to');
    if (allowedRedirectUris.length === 0)
      return warn(
        'none: consent_required will carry no consentUri',
        'ALLOWED_REDIRECT_URIS, and the same address in App registrations > this API > Authentication, platform Web.',
      );
    for (const address of allowedRedirectUris) {
      try {
        const finding = judged(address, await silentSignIn(consultation, address));
        if (finding.outcome !== 'pass') return finding;
      } catch (error) {
        return outage(error, 'AZURE_AUTHORITY_HOST');
      }
    }
    return pass(`${allowedRedirectUris.length} registered`);
  },
};

function judged(address: string, { redirected, aadsts }: SilentAnswer): Finding {
  if (redirected && (aadsts === undefined || NEEDS_A_USER.has(aadsts))) return pass(address);
  if (aadsts === 50011)
    return fail(
      `${address} is not registered (AADSTS50011)`,
      'App registrations > this API > Authentication > Web: add it to the letter, or correct ALLOWED_REDIRECT_URIS.',
    );
  if (aadsts === undefined) return skip('Entra answers with a page that says nothing of it');
  const text = errorText(aadsts);
  return fail(
    `AADSTS${aadsts}${text === undefined ? '' : `: ${text.means}`}`,
    text?.change ?? `https://login.microsoftonline.com/error?code=${aadsts}`,
  );
}
