import { InvalidToken } from '../../auth/auth.errors.js';
import { Problem } from '../../common/problem/problem.js';
import { applicationToken, provingTenant } from '../application-token.js';
import type { Check, Finding } from '../check.js';
import { fail, pass, skip, warn } from '../check.js';
import type { Consultation } from '../consultation.js';
import { refused } from '../refusal.js';
import { notTaken, saidOf } from '../token-flaws.js';
import { credential } from './credential.js';
import { keys } from './keys.js';

const VERSION =
  'App registrations > this API > Manifest: "requestedAccessTokenVersion": 2 (accessTokenAcceptedVersion in the older form).';

/** The tokens that Entra issues for the registration are of a form and for an audience that this API takes. */
export const audience: Check = {
  name: 'audience and token version',
  needs: [keys, credential],
  async run(consultation) {
    const { identity } = consultation.config;
    const tenant = provingTenant(identity);
    if (tenant === undefined) return skip('an application has no token of its own here', 'Bring a user’s token.');
    try {
      return await judged(await applicationToken(consultation, tenant, identity.clientId), consultation);
    } catch (error) {
      if (error instanceof Problem) return refused(error);
      throw error;
    }
  },
};

async function judged(token: string, { prover, config }: Consultation): Promise<Finding> {
  const refusal: unknown = await prover.prove(token).then(
    () => undefined,
    (error: unknown) => error,
  );
  const said = saidOf(token);
  // Who may call is not the registration's affair: the API itself need not be on a list.
  if (refusal instanceof InvalidToken || (refusal instanceof Problem && refusal.code === 'identity_unavailable')) {
    const { found, remedy = '' } = notTaken(refusal, token, config);
    return said !== undefined && !config.api.audiences.includes(said.aud)
      ? fail(`tokens of the registration are for ${said.aud}`, 'Add that to API_AUDIENCES, or leave it unset.')
      : fail(`tokens of the registration are refused: ${found}`, remedy);
  }
  if (said === undefined) throw new TypeError('a proven token has an audience and a version');
  const found = `v${said.ver} tokens for ${said.aud}`;
  return said.ver === '2.0' ? pass(found) : warn(`${found}, which are taken too`, VERSION);
}
