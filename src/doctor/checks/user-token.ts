import { isApplication } from '../../common/caller.js';
import { Problem } from '../../common/problem/problem.js';
import type { Check } from '../check.js';
import { fail, pass, skip } from '../check.js';
import { notTaken } from '../token-flaws.js';
import { keys } from './keys.js';

/** A user's token for this API is taken, by the same rules as on a request. */
export const userToken: Check = {
  name: 'token of a user',
  needs: [keys],
  async run(consultation) {
    if (consultation.userToken === undefined)
      return skip(
        'none given',
        'Put an access token for this API into a file and give --token <file>, or DOCTOR_TOKEN.',
      );
    try {
      const principal = await consultation.prover.prove(consultation.userToken);
      if (isApplication(principal))
        return fail(
          '403 user_token_required: an application’s own token',
          'Take one of a user; there is nobody to act for.',
        );
      consultation.caller = principal;
      return pass(`taken, of a ${principal.accountType} account, for ${principal.scopes.length} scopes`);
    } catch (error) {
      if (error instanceof Problem) return notTaken(error, consultation.userToken, consultation.config);
      throw error;
    }
  },
};
