import type { Check } from '../check.js';
import { fail, pass, skip } from '../check.js';
import { outage } from '../outage.js';
import { silentSignIn } from '../silent-sign-in.js';
import { discovery } from './discovery.js';

/** The scope is not on the resource, in the forms Entra says so; or its name is no name. */
const NO_SUCH_SCOPE: ReadonlySet<number> = new Set([65005, 70011, 650053]);

/**
 * The registration exposes API_SCOPE. A user's token proves it; without one, Entra says at most that it is wrong: it
 * looks at scopes once it knows the user.
 */
export const scope: Check = {
  name: 'scope exposed',
  needs: [discovery],
  async run(consultation) {
    const { api, identity, allowedRedirectUris } = consultation.config;
    if (consultation.caller !== undefined) return pass(`${api.scope}, by the user’s token`);
    const [address] = allowedRedirectUris;
    if (address === undefined || identity.b2cPolicy !== undefined) return unknown();
    try {
      const { aadsts } = await silentSignIn(consultation, address);
      if (aadsts === undefined || !NO_SUCH_SCOPE.has(aadsts)) return unknown();
      return fail(
        `${api.scope} does not exist (AADSTS${aadsts})`,
        'App registrations > this API > Expose an API > Add a scope; or correct API_SCOPE.',
      );
    } catch (error) {
      return outage(error, 'AZURE_AUTHORITY_HOST');
    }
  },
};

const unknown = () =>
  skip('Entra tells it of a signed-in user only', 'Bring a user’s token: --token <file>, or DOCTOR_TOKEN.');
