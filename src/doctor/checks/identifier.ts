import { Problem } from '../../common/problem/problem.js';
import { applicationToken, provingTenant } from '../application-token.js';
import type { Check } from '../check.js';
import { fail, pass, skip } from '../check.js';
import { aadstsOf, refused } from '../refusal.js';
import { credential } from './credential.js';

/** The tenant has no resource of that name. */
const NO_SUCH_RESOURCE = 500011;
/** The resource is there, and it is the asking application itself, which must use its GUID. */
const ITSELF_BY_NAME = 90009;

/** The identifier address that this API's challenges name, `api://<client id>`, is set in its registration. */
export const identifier: Check = {
  name: 'Application ID URI',
  needs: [credential],
  async run(consultation) {
    const { identity } = consultation.config;
    const tenant = provingTenant(identity);
    if (tenant === undefined) return skip('an application has no token of its own here');
    const address = `api://${identity.clientId}`;
    try {
      await applicationToken(consultation, tenant, address);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const numbers = aadstsOf(error);
      if (numbers.includes(NO_SUCH_RESOURCE))
        return fail(
          `${address} is not set (AADSTS${NO_SUCH_RESOURCE})`,
          `App registrations > this API > Expose an API > Application ID URI: ${address}. Challenges name scopes by it.`,
        );
      if (!numbers.includes(ITSELF_BY_NAME)) return refused(error);
    }
    return pass(`${address} is set`);
  },
};
